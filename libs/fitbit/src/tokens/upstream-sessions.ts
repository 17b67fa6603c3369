import { Injectable } from '@nestjs/common';
import { AccessTokenRejectedError, UpstreamGoneError, UpstreamUnavailableError } from '../errors/fitbit.errors';
import type { Connection } from '../model/connection';
import type { BudgetShare } from '../quota/budget';
import type { Pass } from '../quota/circuit-breaker';
import { RequestAdmission } from '../quota/request-admission';
import type { UpstreamSession } from '../upstream/fitbit-upstream';
import { AccessTokens } from './access-tokens';

/** Opens sessions with the upstream: a valid access token, and requests that are admitted one by one. */
@Injectable()
export class UpstreamSessions {
  constructor(
    private readonly admission: RequestAdmission,
    private readonly tokens: AccessTokens,
  ) {}

  /** A session with an access token that is not stored, or not any more: while connecting and while revoking. */
  open(userId: string, accessToken: string, share: BudgetShare): UpstreamSession {
    let pass: Pass | undefined;
    return {
      accessToken,
      admit: async (kind) => {
        pass = await this.admission.admit({ userId, share, isContinuation: kind === 'continuation' });
      },
      observe: async (outcome) => {
        if (pass) await this.admission.observe(pass, userId, outcome);
      },
    };
  }

  /**
   * Calls `use` with a valid token, and once more with a fresh one when the upstream rejects the first.
   *
   * @throws ReauthorizationRequiredError, NotConnectedError and what `use` throws.
   */
  async withSession<T>(
    connection: Connection,
    share: BudgetShare,
    use: (session: UpstreamSession) => Promise<T>,
  ): Promise<T> {
    const accessToken = await this.tokens.current(connection);
    try {
      return await use(this.open(connection.userId, accessToken, share));
    } catch (error) {
      // A single route may be gone. Only the token endpoint decides whether the connection is: renewing asks it.
      if (error instanceof UpstreamGoneError) await this.tokens.renew(connection).catch(() => undefined);
      if (!(error instanceof AccessTokenRejectedError)) throw error;
    }
    const renewed = await this.tokens.current(connection, accessToken);
    try {
      return await use(this.open(connection.userId, renewed, share));
    } catch (error) {
      // Only invalid_grant ends a grant. A rejected fresh token is a fault of the upstream.
      if (error instanceof AccessTokenRejectedError) {
        throw new UpstreamUnavailableError('it refuses a fresh token', { cause: error });
      }
      throw error;
    }
  }
}
