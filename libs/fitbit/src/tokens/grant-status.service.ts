import { Injectable, Logger } from '@nestjs/common';
import { UpstreamConfigurationError, UpstreamGoneError } from '../errors/fitbit.errors';
import { FitbitEvents } from '../events/fitbit-events';
import type { Connection, ConnectionState } from '../model/connection';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { GoneAnswerRepository } from '../storage/gone-answer.repository';
import {
  type ConnectionName,
  type MassFailureRule,
  type RefusalOutcome,
  GrantStatusRepository,
} from '../storage/grant-status.repository';

/** The mass-failure breaker counts the refusals of this time. */
const WINDOW_MS = 10 * 60_000;
/** Fewer refusals than these can be coincidence. */
const MASS_FAILURE_MINIMUM = 20;
/** A process logs the same alarm at most this often. */
const LOG_INTERVAL_MS = 60_000;
const MOST_REFUSED = 'it refuses most grants at once';
/** For so long the token endpoint must have answered nothing but HTTP 410, so often, before the upstream counts as gone. */
const GONE_AFTER_MS = 6 * 3_600_000;
const GONE_ATTEMPTS = 3;
const ANSWERS_GONE = 'its token endpoint answers HTTP 410';
/** An answer for data is recorded at most this often in each process. */
const RECORD_ANSWER_INTERVAL_MS = 60_000;
/** Limits memory while connections are made active again. */
const PAGE = 5_000;

/** How to treat a grant that the upstream refuses. */
export interface RefusalRules {
  /** Mark the grant as lost even when the upstream refuses most grants at once. @defaultValue `false` */
  readonly ignoreMassFailure?: boolean | undefined;
}

/** Decides what a refusal by the upstream means for a connection. Every grant status can be reversed. */
@Injectable()
export class GrantStatusService {
  private readonly logger = new Logger(GrantStatusService.name);
  private loggedAtMs = -Infinity;
  private recordedAnswerAtMs = -Infinity;

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly events: FitbitEvents,
    private readonly statuses: GrantStatusRepository,
    private readonly goneAnswers: GoneAnswerRepository,
  ) {}

  /**
   * Records that the upstream refused the grant and confirmed the refusal. `false` when the tokens were replaced
   * meanwhile.
   *
   * @throws UpstreamConfigurationError when the upstream refuses most grants at once, which users do not cause.
   */
  async recordRefusal(
    connection: Connection,
    grant: Grant,
    { ignoreMassFailure = false }: RefusalRules = {},
  ): Promise<boolean> {
    await this.forgetGoneAnswers(); // A refusal is an answer, too.
    const at = this.options.clock.now();
    const expected = grant.refreshTokenExpiresAt !== undefined && grant.refreshTokenExpiresAt <= at;
    const massFailureRule = ignoreMassFailure || expected ? undefined : this.massFailureRule(at);
    const outcome = await this.statuses.recordRefusal(connection, { at, massFailureRule, markLost: true });
    this.alarmOnMassFailure(outcome);
    if (outcome.kind === 'lost' && connection.state === 'active') {
      const why = expected ? 'has expired, as the upstream had announced' : 'was refused by the upstream twice';
      this.logger.warn(
        `The grant of connection ${connection.id} ${why}. User ${connection.userId} has to connect again.`,
      );
      this.emitState(connection, 'reauthorization_required');
    }
    return outcome.kind === 'lost';
  }

  /**
   * Records that the upstream rejected an access token that it had just issued. The grant keeps its status.
   *
   * @throws UpstreamConfigurationError when this happens to most users at once.
   */
  async recordFreshTokenRefusal(connection: Connection): Promise<void> {
    const at = this.options.clock.now();
    this.alarmOnMassFailure(
      await this.statuses.recordRefusal(connection, { at, massFailureRule: this.massFailureRule(at), markLost: false }),
    );
  }

  /** The upstream refuses the application itself, so grants that were marked as lost a moment ago are restored. */
  async recordMisconfiguration(reason: string): Promise<void> {
    this.alarm(reason, await this.statuses.restoreSince(this.massFailureRule(this.options.clock.now()).since));
  }

  /** Records a successful refresh, which made a connection in `stateBefore` active. Never throws. */
  async recordRenewal(connection: Connection, stateBefore: ConnectionState): Promise<void> {
    if (stateBefore !== 'active') this.emitState(connection, 'active');
    await this.forgetGoneAnswers().catch(() => undefined); // The next answer is recorded, too.
  }

  /** Records an answer for data: an upstream that gives any is not gone. Never throws. */
  async recordAnswer(): Promise<void> {
    const nowMs = this.options.clock.now().getTime();
    if (nowMs - this.recordedAnswerAtMs < RECORD_ANSWER_INTERVAL_MS) return;
    this.recordedAnswerAtMs = nowMs;
    await this.forgetGoneAnswers().catch(() => undefined);
  }

  /**
   * Records that the token endpoint answered HTTP 410. That counts as temporary until every connection that was asked has
   * got this answer for six hours, in three attempts or more, over all processes.
   *
   * @throws UpstreamGoneError from then on. The connection is then `upstream_gone`.
   */
  async recordGoneAnswer(connection: Connection): Promise<void> {
    const at = this.options.clock.now();
    const rule = { since: new Date(at.getTime() - GONE_AFTER_MS), attempts: GONE_ATTEMPTS };
    const outcome = await this.goneAnswers.record(connection, at, rule);
    if (outcome === 'temporary') {
      this.alarm(ANSWERS_GONE, []);
      return;
    }
    if (outcome === 'marked') this.emitState(connection, 'upstream_gone');
    throw new UpstreamGoneError();
  }

  /** The upstream is not gone. Connections that were marked are active again. */
  private async forgetGoneAnswers(): Promise<void> {
    let restored: ConnectionName[];
    do {
      restored = await this.goneAnswers.forget(PAGE);
      for (const connection of restored) this.emitState(connection, 'active');
    } while (restored.length === PAGE);
  }

  private massFailureRule(now: Date): MassFailureRule {
    return { since: new Date(now.getTime() - WINDOW_MS), atLeast: MASS_FAILURE_MINIMUM };
  }

  private alarmOnMassFailure(outcome: RefusalOutcome): void {
    if (outcome.kind !== 'mass_failure') return;
    this.alarm(MOST_REFUSED, outcome.restored);
    throw new UpstreamConfigurationError(MOST_REFUSED);
  }

  private alarm(reason: string, restored: readonly ConnectionName[]): void {
    for (const connection of restored) this.emitState(connection, 'active');
    const at = this.options.clock.now();
    if (at.getTime() - this.loggedAtMs < LOG_INTERVAL_MS) return;
    this.loggedAtMs = at.getTime();
    this.logger.error(
      `Configuration alarm: the upstream refuses this application (${reason}). All users stay connected; ` +
        'their tokens are refreshed again once the upstream accepts the application.',
    );
    this.events.emit({ type: 'configuration-alarm', reason, at });
  }

  private emitState({ id: connectionId, userId }: ConnectionName, state: ConnectionState): void {
    this.events.emit({ type: 'connection-state', connectionId, userId, state, at: this.options.clock.now() });
  }
}
