import { Injectable, Logger } from '@nestjs/common';
import { UpstreamConfigurationError } from '../errors/fitbit.errors';
import { FitbitEvents } from '../events/fitbit-events';
import type { Connection, ConnectionState } from '../model/connection';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import {
  type ConnectionName,
  type Crowd,
  type RefusalOutcome,
  GrantStatusRepository,
} from '../storage/grant-status.repository';

/** Refusals within this time are looked at together. */
const WINDOW_MS = 10 * 60_000;
/** Fewer may be anybody's bad luck. */
const MANY = 20;
/** How often one process repeats itself in the log. */
const SAY_AGAIN_MS = 60_000;
const MOST_REFUSED = 'it refuses most grants at once';

/** Judges what an upstream's refusal means for a connection. Dead or just ill? Every verdict can be taken back. */
@Injectable()
export class GrantStatusService {
  private readonly logger = new Logger(GrantStatusService.name);
  private saidAtMs = -Infinity;

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly events: FitbitEvents,
    private readonly verdicts: GrantStatusRepository,
  ) {}

  /**
   * The upstream does not accept the grant, asked twice. `false` when the tokens were replaced meanwhile.
   *
   * @throws UpstreamConfigurationError when it refuses most grants at once: that is hardly the users' doing.
   */
  async lost(connection: Connection, grant: Grant, believe: boolean): Promise<boolean> {
    const at = this.options.clock.now();
    const expected = grant.refreshTokenExpiresAt !== undefined && grant.refreshTokenExpiresAt <= at;
    const crowd = believe || expected ? undefined : this.crowd(at);
    const outcome = await this.verdicts.refuse(connection, { at, crowd, judge: true });
    this.alarmOnMassFailure(outcome);
    if (outcome.kind === 'lost' && connection.state === 'active') {
      const why = expected ? 'ended as the upstream had announced' : 'is lost';
      this.logger.warn(
        `The grant of connection ${connection.id} ${why}; user ${connection.userId} has to connect again.`,
      );
      this.tell(connection, 'reauthorization_required');
    }
    return outcome.kind === 'lost';
  }

  /**
   * A token that the upstream gave a moment ago is refused. No grant is judged for that.
   *
   * @throws UpstreamConfigurationError when that happens to most users at once.
   */
  async refusedFresh(connection: Connection): Promise<void> {
    const at = this.options.clock.now();
    this.alarmOnMassFailure(await this.verdicts.refuse(connection, { at, crowd: this.crowd(at), judge: false }));
  }

  /** The upstream refuses the application itself: what was judged a moment ago was judged for that. */
  async misconfigured(reason: string): Promise<void> {
    this.alarm(reason, await this.verdicts.takeBack(this.crowd(this.options.clock.now()).since));
  }

  /** The tokens are good, whatever was thought of them. */
  renewed(connection: Connection): void {
    if (connection.state !== 'active') this.tell(connection, 'active');
  }

  async gone(connection: Connection): Promise<void> {
    if (await this.verdicts.gone(connection)) this.tell(connection, 'upstream_gone');
  }

  private crowd(now: Date): Crowd {
    return { since: new Date(now.getTime() - WINDOW_MS), atLeast: MANY };
  }

  private alarmOnMassFailure(outcome: RefusalOutcome): void {
    if (outcome.kind !== 'crowd') return;
    this.alarm(MOST_REFUSED, outcome.restored);
    throw new UpstreamConfigurationError(MOST_REFUSED);
  }

  private alarm(reason: string, restored: readonly ConnectionName[]): void {
    for (const connection of restored) this.tell(connection, 'active');
    const at = this.options.clock.now();
    if (at.getTime() - this.saidAtMs < SAY_AGAIN_MS) return;
    this.saidAtMs = at.getTime();
    this.logger.error(`Configuration alarm: the upstream refuses the application (${reason}). Nobody is disconnected.`);
    this.events.emit({ type: 'configuration-alarm', reason, at });
  }

  private tell({ id: connectionId, userId }: ConnectionName, state: ConnectionState): void {
    this.events.emit({ type: 'connection-state', connectionId, userId, state, at: this.options.clock.now() });
  }
}
