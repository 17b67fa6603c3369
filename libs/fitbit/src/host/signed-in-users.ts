import { Injectable, Logger, UnauthorizedException } from '@nestjs/common';
import type { FitbitUser } from '../options/fitbit-module-options';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { userIdOf } from '../options/user-id';
import type { HttpRequest } from './http-exchange';

/** The request has no signed-in user. Pages redirect to `signInUrl`, or answer 401. */
export class NotSignedInException extends UnauthorizedException {
  constructor() {
    super('Sign in first.');
  }
}

/** Asks the host which user sent a request. */
@Injectable()
export class SignedInUsers {
  private readonly logger = new Logger(SignedInUsers.name);
  private hasLogged = false;

  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  /** The id of the signed-in, active user, as text. */
  async idOf(request: HttpRequest): Promise<string | undefined> {
    const user: FitbitUser | null | undefined = await this.options.user(request);
    const id = userIdOf(user);
    if (id === undefined && user && user.isActive !== false) this.logUnusableId();
    return id;
  }

  /** Logged once, because the mistake is in the host's code and the same for every request. */
  private logUnusableId(): void {
    if (this.hasLogged) return;
    this.hasLogged = true;
    this.logger.error(
      'The option "user" returned a user whose id is neither text nor a number; such users count as not signed in. ' +
        'Map your user, for example: user: (request) => request.user && { id: request.user.yourId }.',
    );
  }

  /** @throws NotSignedInException, which {@link NotSignedInFilter} answers. */
  async require(request: HttpRequest): Promise<string> {
    const userId = await this.idOf(request);
    if (userId === undefined) throw new NotSignedInException();
    return userId;
  }
}
