import { Controller, Get, Logger, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ConnectService } from '../connection/connect.service';
import { DepartureService } from '../connection/departure.service';
import { AuthorizationService } from '../oauth/authorization.service';
import { safeNext } from '../oauth/safe-next';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { browserCookie, browserSecretOf } from './browser-cookie';
import { errorPage } from './error-page';
import { EXPLANATIONS, isFailureReason, reasonOf } from './failure-reasons';
import { GetOnlyGuard } from './get-only.guard';
import type { HttpRequest, HttpResponse } from './http-exchange';
import { siblingPath, targetOf } from './http-exchange';
import { NotSignedInFilter } from './not-signed-in.filter';
import { Pages } from './pages';
import { SignedInUsers } from './signed-in-users';

/** The pages of the authorization: to the consent page and back, and out again. */
@Controller()
@UseGuards(GetOnlyGuard)
@UseFilters(NotSignedInFilter)
export class AuthorizationController {
  private readonly logger = new Logger(AuthorizationController.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly authorization: AuthorizationService,
    private readonly connecting: ConnectService,
    private readonly departures: DepartureService,
    private readonly pages: Pages,
    private readonly users: SignedInUsers,
  ) {}

  @Get('login')
  async login(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const userId = await this.users.require(request);
    const { callbackUrl } = this.options;
    const next = this.nextOf(request);
    const { consentUrl, browserSecret } = await this.authorization.start(
      userId,
      next,
      browserSecretOf(request, callbackUrl),
    );
    this.pages.header(response, 'Set-Cookie', browserCookie(browserSecret, callbackUrl));
    this.pages.redirect(response, consentUrl.href);
  }

  @Get('complete')
  async complete(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const userId = await this.users.require(request);
    const secret = browserSecretOf(request, this.options.callbackUrl);
    try {
      const { grant, next } = await this.authorization.finish(userId, targetOf(request).searchParams, secret);
      const { missing } = await this.connecting.connect(userId, grant);
      const target = next ?? this.options.loginRedirect;
      if (missing.length === 0) this.pages.redirect(response, target);
      else this.redirectToError(request, response, { reason: 'scope_missing', next: target });
    } catch (error) {
      const reason = reasonOf(error);
      const { message, stack } = error as Error;
      if (reason === 'unknown') this.logger.error(`User ${userId} was not connected. ${message}`, stack);
      else this.logger.warn(`User ${userId} was not connected: ${reason}. ${message}`);
      this.redirectToError(request, response, { reason });
    }
  }

  @Get('error')
  async error(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    await this.users.require(request);
    const query = targetOf(request).searchParams;
    const given = query.get('reason');
    const reason = isFailureReason(given) ? given : 'unknown';
    const loginUrl = siblingPath(request, 'login');
    const model = { reason, ...EXPLANATIONS[reason], loginUrl, next: safeNext(query.get('next')) };
    if (this.options.errorTemplate === undefined) this.pages.html(response, errorPage(model));
    else await this.pages.view(response, this.options.errorTemplate, model);
  }

  @Get('logout')
  async logout(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const userId = await this.users.require(request);
    await this.departures.disconnect(userId);
    this.pages.redirect(response, this.nextOf(request) ?? this.options.logoutRedirect);
  }

  /** A path of the host's, not one of these pages: to log out after a login, or for ever, is nobody's wish. */
  private nextOf(request: HttpRequest): string | undefined {
    const next = safeNext(targetOf(request).searchParams.get('next'));
    return next?.startsWith(siblingPath(request, '')) ? undefined : next;
  }

  private redirectToError(request: HttpRequest, response: HttpResponse, query: Record<string, string>): void {
    this.pages.redirect(response, `${siblingPath(request, 'error')}?${new URLSearchParams(query).toString()}`);
  }
}
