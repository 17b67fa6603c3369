import { Injectable, Logger } from '@nestjs/common';
import { UpstreamConfigurationError } from '../errors/fitbit.errors';
import { FitbitEvents } from '../events/fitbit-events';
import type { Connection, ConnectionState } from '../model/connection';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import {
  type ConnectionName,
  type MassFailureRule,
  type RefusalOutcome,
  GrantStatusRepository,
} from '../storage/grant-status.repository';

/** Refusals within this time are looked at together. */
const WINDOW_MS = 10 * 60_000;
/** Fewer may be anybody's bad luck. */
const MANY = 20;
/** How often one process repeats itself in the log. */
const LOG_INTERVAL_MS = 60_000;
const MOST_REFUSED = 'it refuses most grants at once';

/** Judges what an upstream's refusal means for a connection. Dead or just ill? Every verdict can be taken back. */
@Injectable()
export class GrantStatusService {
  private readonly logger = new Logger(GrantStatusService.name);
  private loggedAtMs = -Infinity;

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly events: FitbitEvents,
    private readonly statuses: GrantStatusRepository,
  ) {}

  /**
   * The upstream does not accept the grant, asked twice. `false` when the tokens were replaced meanwhile.
   *
   * @throws UpstreamConfigurationError when it refuses most grants at once: that is hardly the users' doing.
   */
  async recordRefusal(connection: Connection, grant: Grant, ignoreMassFailure: boolean): Promise<boolean> {
    const at = this.options.clock.now();
    const expected = grant.refreshTokenExpiresAt !== undefined && grant.refreshTokenExpiresAt <= at;
    const massFailureRule = ignoreMassFailure || expected ? undefined : this.massFailureRule(at);
    const outcome = await this.statuses.recordRefusal(connection, { at, massFailureRule, markLost: true });
    this.alarmOnMassFailure(outcome);
    if (outcome.kind === 'lost' && connection.state === 'active') {
      const why = expected ? 'ended as the upstream had announced' : 'is lost';
      this.logger.warn(
        `The grant of connection ${connection.id} ${why}; user ${connection.userId} has to connect again.`,
      );
      this.emitState(connection, 'reauthorization_required');
    }
    return outcome.kind === 'lost';
  }

  /**
   * A token that the upstream gave a moment ago is refused. No grant is judged for that.
   *
   * @throws UpstreamConfigurationError when that happens to most users at once.
   */
  async recordFreshTokenRefusal(connection: Connection): Promise<void> {
    const at = this.options.clock.now();
    this.alarmOnMassFailure(
      await this.statuses.recordRefusal(connection, { at, massFailureRule: this.massFailureRule(at), markLost: false }),
    );
  }

  /** The upstream refuses the application itself: what was judged a moment ago was judged for that. */
  async recordMisconfiguration(reason: string): Promise<void> {
    this.alarm(reason, await this.statuses.restoreSince(this.massFailureRule(this.options.clock.now()).since));
  }

  /** The tokens are good, whatever was thought of them. */
  recordRenewal(connection: Connection): void {
    if (connection.state !== 'active') this.emitState(connection, 'active');
  }

  async recordGone(connection: Connection): Promise<void> {
    if (await this.statuses.markGone(connection)) this.emitState(connection, 'upstream_gone');
  }

  private massFailureRule(now: Date): MassFailureRule {
    return { since: new Date(now.getTime() - WINDOW_MS), atLeast: MANY };
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
    this.logger.error(`Configuration alarm: the upstream refuses the application (${reason}). Nobody is disconnected.`);
    this.events.emit({ type: 'configuration-alarm', reason, at });
  }

  private emitState({ id: connectionId, userId }: ConnectionName, state: ConnectionState): void {
    this.events.emit({ type: 'connection-state', connectionId, userId, state, at: this.options.clock.now() });
  }
}
