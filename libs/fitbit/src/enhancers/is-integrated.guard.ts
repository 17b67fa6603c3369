import { type CanActivate, type ExecutionContext, type HttpException, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { HttpRequest } from '../host/http-exchange';
import { signInUrlFrom } from '../host/not-signed-in.filter';
import { NotSignedInException } from '../host/signed-in-users';
import type { ConnectionState } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { connectUrl, connectUrlFrom } from './connect-url';
import { NotIntegratedException } from './not-integrated.exception';
import { PageRedirect } from './page-redirect';
import { RequestConnections } from './request-connections';

export const REQUIRE_METADATA = 'fitbit:require';
/** How {@link RequireFitbit} answers. */
export interface RequireFitbitOptions {
  /**
   * For pages: instead of 403 the browser goes to connect and comes back, instead of 401 to the option `signInUrl`,
   * when there is one. @defaultValue `false`
   */
  readonly redirect?: boolean | undefined;
}

/**
 * Lets integrated users pass. 403 with a {@link NotIntegratedBody} for a user without an active connection, 401 when
 * nobody is signed in. For routes of the host: a guard of the whole application would close the way to connect, too.
 * Serves HTTP only, and lets nothing else pass.
 */
@Injectable()
export class IsIntegratedGuard implements CanActivate {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: RequestConnections,
    private readonly reflector: Reflector,
  ) {}

  /** @throws NotIntegratedException, NotSignedInException */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return false;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const { userId, connection } = await this.connections.find(request);
    const state = connection?.state ?? null;
    if (state === 'active') return true;
    const places = [context.getHandler(), context.getClass()];
    const { redirect = false } =
      this.reflector.getAllAndOverride<RequireFitbitOptions | undefined>(REQUIRE_METADATA, places) ?? {};
    throw userId === undefined ? this.notSignedIn(request, redirect) : this.notConnected(request, redirect, state);
  }

  private notSignedIn(request: HttpRequest, redirect: boolean): HttpException {
    const { signInUrl } = this.options;
    if (!redirect || signInUrl === undefined) return new NotSignedInException();
    return new PageRedirect(signInUrlFrom(request, signInUrl));
  }

  private notConnected(
    request: HttpRequest,
    redirect: boolean,
    state: Exclude<ConnectionState, 'active'> | null,
  ): HttpException {
    const { callbackUrl } = this.options;
    if (redirect) return new PageRedirect(connectUrlFrom(request, callbackUrl).href);
    return new NotIntegratedException(connectUrl(callbackUrl).href, state);
  }
}
