import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosRun } from '../chaos-run';
import type { SimulatedUser } from '../simulated-user';
import { printEvidence } from './evidence';
import { describeMismatch, findMismatches } from './mismatches';
import { concerns } from './notification-owner';
import { Suspicions } from './suspicions';

const PACE_MS = 500;
/** A confirmation of a refused refresh, and the next attempt after an outage, may be under way. */
const STATES = { graceMs: 30_000, looks: 10 };
/** Subscribing is tried again with growing pauses after a fault. */
const STEPS = { graceMs: 180_000, looks: 10 };
/** What is stored is written before a notification is acknowledged, so this only bridges two reads. */
const DATA = { graceMs: 1_000, looks: 3 };
const AT_ONCE = { graceMs: 0, looks: 1 };
/** Servers are down for a part of a run; more than this means that the looks themselves are broken. */
const MOST_FAILED_PER_LOOK = 2;
/** Of one user and look. */
const MOST_PRINTED = 3;

/**
 * Looks for contradictions between the upstream and what is stored while the run goes on:
 *
 * - a connection in a state that its upstream contradicts, or without a living grant
 * - an acknowledged notification that is neither stored nor announced in the inbox or the ledger
 * - a day that is final, and that the upstream contradicts
 * - something stored of a user who was erased
 * - a user who waits for minutes to be connected, subscribed, disconnected or erased
 *
 * Each look opens connections of its own. A server that is down ends the look, and nothing is concluded from it.
 */
export class Watcher {
  /** What was found, each once. */
  readonly contradictions: string[] = [];
  private readonly states = new Suspicions(STATES);
  private readonly steps = new Suspicions(STEPS);
  private readonly data = new Suspicions(DATA);
  private readonly erased = new Suspicions(AT_ONCE);
  private readonly phases = new Map<SimulatedUser, number>();
  private looks = 0;
  private failures = 0;
  private lastFailure: unknown;
  private isStopped = false;
  private loop: Promise<void> | undefined;

  constructor(private readonly run: ChaosRun) {}

  start(): void {
    this.loop = this.lookUntilStopped();
  }

  /**
   * @returns whether nothing was found, by enough looks
   */
  async stop(): Promise<boolean> {
    this.isStopped = true;
    await this.loop;
    const { looks, failures, contradictions, lastFailure } = this;
    this.run.print(
      `${looks} looks while it ran, ${failures} without an answer; contradictions=${contradictions.length}`,
    );
    const isBlind = failures > MOST_FAILED_PER_LOOK * looks;
    if (isBlind) this.run.print(`There were too few looks. The last failure: ${String(lastFailure)}`);
    return contradictions.length === 0 && !isBlind;
  }

  private async lookUntilStopped(): Promise<void> {
    for (let turn = 0; !this.isStopped; turn++) {
      try {
        const user = this.run.users[turn % this.run.users.length];
        await this.lookAtStates();
        // A later answer may repair it soon, so a suspicion is looked at again at once.
        for (let looks = 0; looks < DATA.looks && user?.isConnected; looks++) {
          if (!(await this.lookAtData(user))) break;
          await sleep(PACE_MS);
        }
        this.looks++;
      } catch (error) {
        this.failures++; // usually a server is down
        this.lastFailure = error;
      }
      await sleep(PACE_MS);
    }
  }

  private async lookAtStates(): Promise<void> {
    const { users, stored, sandbox, options } = this.run;
    for (const user of users) this.noticePhase(user);
    const looked = users.map((user) => ({ user, phases: user.phases, phase: user.phase }));
    const connections = await stored.connections();
    const rows = await stored.rowsOf(users.filter(({ phase }) => phase === 'erased').map(({ userId }) => userId));
    for (const { user, phases, phase } of looked) {
      const state = connections.get(user.userId);
      const { alive } = await sandbox.grant(user.personId, options.upstream);
      if (user.phases !== phases) continue;
      if (phase === 'connected') {
        await this.conclude(user, this.states, describeState(state, alive));
      } else if (phase === 'changing') {
        await this.conclude(user, this.steps, [`has waited for minutes to be ${user.waitsFor}`]);
      } else if (phase === 'erased') {
        const count = rows.get(user.userId) ?? 0;
        const found = state === undefined && count === 0 ? [] : [`after the erase: ${count} rows, connection ${state}`];
        await this.conclude(user, this.erased, found);
      }
    }
  }

  /**
   * The order of the reads makes the rule exact: what the upstream has changed is either undelivered, or acknowledged and
   * so stored, in the inbox or in the ledger.
   *
   * @returns whether something is suspicious
   */
  private async lookAtData(user: SimulatedUser): Promise<boolean> {
    const { stored, sandbox, options, isKept } = this.run;
    const { phases, account } = user;
    const truth = (await sandbox.truth(user.personId, options.upstream)).filter(({ resource }) => isKept(resource));
    const { undelivered } = await sandbox.notifications(options.upstream);
    const state = await stored.user(user.userId);
    if (user.phases !== phases) return false;
    const isUnderWay = state.inbox.length > 0 || undelivered.some((one) => concerns(one, account));
    if (isUnderWay || state.connection?.state !== 'active') return true; // says nothing
    const mismatches = findMismatches(state, truth).map(describeMismatch);
    await this.conclude(user, this.data, mismatches);
    return mismatches.length > 0;
  }

  private async conclude(user: SimulatedUser, suspicions: Suspicions, seen: readonly string[]): Promise<void> {
    const found = suspicions.look(user.userId, seen, performance.now());
    if (found.length === 0) return;
    const isFirst = this.contradictions.length === 0;
    const of = `user ${user.userId} (${user.personId})`;
    for (const text of found) this.contradictions.push(`${of}: ${text}`);
    for (const text of found.slice(0, MOST_PRINTED)) this.run.history.add(`CONTRADICTION ${of}: ${text}`);
    if (found.length > MOST_PRINTED) this.run.history.add(`and ${found.length - MOST_PRINTED} more of ${of}`);
    if (isFirst) await printEvidence(this.run, user, /\d{4}-\d{2}-\d{2}/.exec(found[0] ?? '')?.[0]);
  }

  private noticePhase(user: SimulatedUser): void {
    if (this.phases.get(user) === user.phases) return;
    this.phases.set(user, user.phases);
    for (const suspicions of [this.states, this.steps, this.data, this.erased]) suspicions.forget(user.userId);
  }
}

function describeState(state: string | undefined, isGrantAlive: boolean): string[] {
  if (state === undefined) return ['the connection is gone'];
  if (state !== 'active' && isGrantAlive) return [`the state is ${state}, and the grant is alive`];
  if (state === 'active' && !isGrantAlive) return ['the state is active, and the grant was revoked'];
  return [];
}
