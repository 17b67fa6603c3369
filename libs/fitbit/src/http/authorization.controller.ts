import { Controller, Get, Logger, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { UpstreamGoneError } from '../errors/fitbit.errors';
import { AuthorizationRateLimit } from '../quota/authorization-rate-limit';
import { ConnectService } from '../connection/connect.service';
import { RevocationService } from '../connection/revocation.service';
import { AuthorizationService } from '../oauth/authorization.service';
import { safeNext } from '../oauth/safe-next';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { browserCookie, browserSecretOf } from './browser-cookie';
import { errorPage } from './error-page';
import { EXPLANATIONS, type FailureReason, isFailureReason, reasonOf } from './failure-reasons';
import type { HttpRequest, HttpResponse } from '../host/http-exchange';
import { siblingPath, targetOf } from '../host/http-exchange';
import { NoHeadGuard } from './no-head.guard';
import { leadsBelow } from './own-pages';
import { NotSignedInFilter } from '../host/not-signed-in.filter';
import { OwnSiteGuard } from './own-site.guard';
import { Pages } from '../host/pages';
import { SignedInUsers } from '../host/signed-in-users';

/** The routes `login`, `complete`, `error` and `logout`. */
@Controller()
@UseGuards(NoHeadGuard)
@UseFilters(NotSignedInFilter)
export class AuthorizationController {
  private readonly logger = new Logger(AuthorizationController.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly rateLimit: AuthorizationRateLimit,
    private readonly authorization: AuthorizationService,
    private readonly connecting: ConnectService,
    private readonly revocations: RevocationService,
    private readonly pages: Pages,
    private readonly users: SignedInUsers,
  ) {}

  @Get('login')
  async login(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const userId = await this.users.require(request);
    if (await this.isRateLimited('login', userId, request, response)) return;
    const { callbackUrl } = this.options;
    const next = this.nextOf(request);
    const knownSecret = browserSecretOf(request, callbackUrl);
    try {
      const { consentUrl, browserSecret } = await this.authorization.start(userId, next, knownSecret);
      this.pages.header(response, 'Set-Cookie', browserCookie(browserSecret, callbackUrl));
      this.pages.redirect(response, consentUrl.href);
    } catch (error) {
      if (!(error instanceof UpstreamGoneError)) throw error;
      await this.showError(request, response, 'upstream_gone');
    }
  }

  @Get('complete')
  async complete(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const userId = await this.users.require(request);
    if (await this.isRateLimited('complete', userId, request, response)) return;
    const secret = browserSecretOf(request, this.options.callbackUrl);
    try {
      const query = targetOf(request).searchParams;
      const { result, next } = await this.authorization.finish(userId, query, secret, (grant, stateHash) =>
        this.connecting.connect(userId, grant, stateHash),
      );
      const target = next ?? this.options.loginRedirect;
      if (result.missing.length === 0) this.pages.redirect(response, target);
      else this.redirectToError(request, response, { reason: 'scope_missing', next: target });
    } catch (error) {
      const reason = reasonOf(error);
      const { message, stack } = error as Error;
      const text = `User ${userId} was not connected and is shown the error page (${reason}). ${message}`;
      if (reason === 'unknown') this.logger.error(text, stack);
      else this.logger.warn(text);
      this.redirectToError(request, response, { reason });
    }
  }

  @Get('error')
  async error(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    await this.users.require(request);
    const given = targetOf(request).searchParams.get('reason');
    await this.showError(request, response, isFailureReason(given) ? given : 'unknown');
  }

  /** GET for links. POST for forms, which another site cannot submit. */
  @Get('logout')
  @UseGuards(OwnSiteGuard)
  async logout(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const userId = await this.users.require(request);
    await this.revocations.disconnect(userId);
    const target = this.nextOf(request) ?? this.options.logoutRedirect;
    this.pages.redirect(response, target, request.method === 'POST' ? 303 : 302);
  }

  @Post('logout')
  @UseGuards(OwnSiteGuard)
  logoutByForm(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.logout(request, response);
  }

  private async isRateLimited(
    route: 'login' | 'complete',
    userId: string,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<boolean> {
    const waitMs = await this.rateLimit.count(route, userId);
    if (waitMs === 0) return false;
    this.pages.header(response, 'Retry-After', String(Math.ceil(waitMs / 1000)));
    await this.showError(request, response, 'too_many_attempts', 429);
    return true;
  }

  private async showError(
    request: HttpRequest,
    response: HttpResponse,
    reason: FailureReason,
    status = 200,
  ): Promise<void> {
    const loginUrl = siblingPath(request, 'login');
    const next = this.nextOf(request);
    const model = { reason, ...EXPLANATIONS[reason], loginUrl, next };
    if (this.options.errorTemplate === undefined) this.pages.html(response, errorPage(model), status);
    else await this.pages.view(response, this.options.errorTemplate, model, status);
  }

  /** Leaves out these routes: a `next` of `logout` would disconnect the user again, one of `login` would never end. */
  private nextOf(request: HttpRequest): string | undefined {
    const next = safeNext(targetOf(request).searchParams.get('next'));
    return next === undefined || leadsBelow(siblingPath(request, ''), next) ? undefined : next;
  }

  private redirectToError(request: HttpRequest, response: HttpResponse, query: Record<string, string>): void {
    this.pages.redirect(response, `${siblingPath(request, 'error')}?${new URLSearchParams(query).toString()}`);
  }
}
