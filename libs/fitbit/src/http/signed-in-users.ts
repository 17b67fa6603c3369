import { Injectable, UnauthorizedException } from '@nestjs/common';
import type { FitbitUser } from '../options/fitbit-module-options';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
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
  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  /** The id of the signed-in, active user, as text. */
  async idOf(request: HttpRequest): Promise<string | undefined> {
    const user: FitbitUser | null | undefined = await this.options.user(request);
    return !user || user.isActive === false ? undefined : String(user.id);
  }

  /** @throws NotSignedInException, which {@link NotSignedInFilter} answers. */
  async require(request: HttpRequest): Promise<string> {
    const userId = await this.idOf(request);
    if (userId === undefined) throw new NotSignedInException();
    return userId;
  }
}
