import { Injectable } from '@nestjs/common';
import type { Connection } from '../model/connection';
import type { BudgetShare } from '../quota/budget';
import type { Pass } from '../quota/circuit-breaker';
import { RequestAdmission } from '../quota/request-admission';
import type { RequestOutcome, UpstreamSession } from '../upstream/fitbit-upstream';
import { AccessTokens } from './access-tokens';
import { GrantStatusService } from './grant-status.service';

/** Opens sessions with the upstream: a valid access token, and requests that are admitted one by one. */
@Injectable()
export class UpstreamSessions {
  constructor(
    private readonly admission: RequestAdmission,
    private readonly tokens: AccessTokens,
    private readonly grantStatus: GrantStatusService,
  ) {}

  /** A session with a given access token: while connecting it is not stored yet, while revoking no longer. */
  open(userId: string, accessToken: string, share: BudgetShare): UpstreamSession {
    let pass: Pass | undefined;
    return {
      accessToken,
      admit: async (kind) => {
        pass = await this.admission.admit({ userId, share, isContinuation: kind === 'continuation' });
      },
      observe: async (outcome) => {
        if (pass) await this.admission.observe(pass, userId, outcome);
        if (isSuccess(outcome)) await this.grantStatus.recordAnswer();
      },
    };
  }

  /**
   * Calls `use` with a session that has a valid token, and once more with a new token when the upstream rejects the first.
   *
   * @throws the errors of {@link AccessTokens.withAccessToken}
   */
  withSession<T>(
    connection: Connection,
    share: BudgetShare,
    use: (session: UpstreamSession) => Promise<T>,
  ): Promise<T> {
    return this.tokens.withAccessToken(connection, (token) => use(this.open(connection.userId, token, share)));
  }
}

function isSuccess({ status = 0 }: RequestOutcome): boolean {
  return status >= 200 && status < 300;
}
