import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AccessTokenRejectedError, RateLimitedError, UpstreamUnavailableError } from '../errors/fitbit.errors';
import type { Connection } from '../model/connection';
import { AccessTokens } from '../tokens/access-tokens';
import type { UpstreamSession } from '../upstream/fitbit-upstream';
import { Budget, type BudgetShare } from './budget';

/** A page in the middle of an answer, or somebody who looks at a page, rather waits a little than begins again. */
const LONGEST_WAIT_MS = 5_000;

/** Opens sessions with the upstream: a valid token, and the budget asked before every request. */
@Injectable()
export class UpstreamSessions {
  constructor(
    private readonly budget: Budget,
    private readonly tokens: AccessTokens,
  ) {}

  /** A session with a token that is not stored yet, for the moment of connecting. */
  open(userId: string, accessToken: string, share: BudgetShare): UpstreamSession {
    return { accessToken, admit: (kind) => this.admit(userId, share, kind === 'continuation') };
  }

  /**
   * Runs `use` with a valid token; once more with a fresh one when the upstream refuses the first.
   *
   * @throws ReauthorizationRequiredError, NotConnectedError and whatever `use` throws.
   */
  async run<T>(connection: Connection, share: BudgetShare, use: (session: UpstreamSession) => Promise<T>): Promise<T> {
    const accessToken = await this.tokens.current(connection);
    try {
      return await use(this.open(connection.userId, accessToken, share));
    } catch (error) {
      if (!(error instanceof AccessTokenRejectedError)) throw error;
    }
    const renewed = await this.tokens.current(connection, accessToken);
    try {
      return await use(this.open(connection.userId, renewed, share));
    } catch (error) {
      // Only invalid_grant ends a grant: a fresh token that is refused is a fault on the other side.
      if (error instanceof AccessTokenRejectedError)
        throw new UpstreamUnavailableError('it refuses a fresh token', { cause: error });
      throw error;
    }
  }

  private async admit(userId: string, share: BudgetShare, continuation: boolean): Promise<void> {
    const waits = continuation || share === 'interactive';
    let waitedMs = 0;
    for (;;) {
      const waitMs = await this.budget.take(userId, waits ? 'interactive' : share);
      if (waitMs === 0) return;
      waitedMs += waitMs;
      if (!waits || waitedMs > LONGEST_WAIT_MS) throw new RateLimitedError(waitMs);
      await sleep(waitMs);
    }
  }
}
