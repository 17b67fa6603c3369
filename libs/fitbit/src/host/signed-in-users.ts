import { Injectable, Logger, UnauthorizedException } from '@nestjs/common';
import type { FitbitUser } from '../options/fitbit-module-options';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { userIdOf } from '../options/user-id';
import type { HttpRequest } from './http-exchange';

/** Nobody is signed in: pages send the user to `signInUrl`, or answer 401. */
export class NotSignedInException extends UnauthorizedException {
  constructor() {
    super('Sign in first.');
  }
}

/** Asks the host who sent a request. */
@Injectable()
export class SignedInUsers {
  private readonly logger = new Logger(SignedInUsers.name);
  private complained = false;

  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  /** The id of the signed-in, active user, as text. */
  async idOf(request: HttpRequest): Promise<string | undefined> {
    const user: FitbitUser | null | undefined = await this.options.user(request);
    const id = userIdOf(user);
    if (id === undefined && user && user.isActive !== false) this.complain();
    return id;
  }

  /** Once: the mistake is in the host's code and the same for every request. */
  private complain(): void {
    if (this.complained) return;
    this.complained = true;
    this.logger.error(
      'The option "user" gave a user without a usable id (text or number), who counts as not signed in. ' +
        'Map your user: user: (request) => request.user && { id: request.user.yourId }.',
    );
  }

  /** @throws NotSignedInException, which {@link NotSignedInFilter} answers. */
  async require(request: HttpRequest): Promise<string> {
    const userId = await this.idOf(request);
    if (userId === undefined) throw new NotSignedInException();
    return userId;
  }
}
