import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { HttpRequest } from '../host/http-exchange';
import { signInUrlFrom } from '../host/not-signed-in.filter';
import { NotSignedInException } from '../host/signed-in-users';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { connectUrl, connectUrlFrom } from './connect-url';
import { NotIntegratedException } from './not-integrated.exception';
import { PageRedirect } from './page-redirect';
import { RequestConnections } from './request-connections';

export const REQUIRE_METADATA = 'fitbit:require';
/** How {@link RequireFitbit} responds. */
export interface RequireFitbitOptions {
  /**
   * For pages: redirect to the connect page instead of 403, and to the option `signInUrl`, if set, instead of 401. The
   * user returns to the page afterwards. @defaultValue `false`
   */
  readonly redirect?: boolean | undefined;
}

/**
 * Lets integrated users pass. Responds with 403 and a {@link NotIntegratedBody} to a user without an active connection,
 * and with 401 when no user is signed in. Use it on the host's own routes: as a global guard it would block the routes
 * that connect a user. Refuses everything but HTTP.
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
    const { callbackUrl, signInUrl } = this.options;
    if (userId === undefined) {
      if (redirect && signInUrl !== undefined) throw new PageRedirect(signInUrlFrom(request, signInUrl));
      throw new NotSignedInException();
    }
    if (redirect) throw new PageRedirect(connectUrlFrom(request, callbackUrl).href);
    throw new NotIntegratedException(connectUrl(callbackUrl).href, state);
  }
}
