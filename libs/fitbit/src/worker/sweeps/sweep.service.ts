import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../../options/tokens';
import { type SweepClaim, SweepRepository, type SweepTurn } from '../../storage/sweep.repository';
import type { Sweep } from './sweep';

export const SWEEPS = Symbol('SWEEPS');

/** Of processes that start within this time, one sweeps. */
const AT_START_MS = 5_000;
/** A sweep is due a little before its interval ends, because the clocks of the timer and the database may differ. */
const DUE_SHARE = 0.9;
/** How long a sweep stays claimed after its process has died. */
const LEASE_MS = 15_000;
/** Twice in a lease a renewal may fail. */
const RENEWAL_MS = LEASE_MS / 3;

/**
 * Runs every sweep at start and at its interval, in one process at a time: the process holds a lease while the sweep runs,
 * however long that takes. The application starts without waiting for the sweeps, which take minutes with many users.
 */
@Injectable()
export class SweepService implements OnApplicationBootstrap {
  private readonly logger = new Logger(SweepService.name);
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    @Inject(SWEEPS) private readonly sweeps: readonly Sweep[],
    private readonly turns: SweepRepository,
    private readonly scheduler: SchedulerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    const wanted = this.sweeps.filter((sweep) => this.intervalMs(sweep) > 0);
    for (const sweep of wanted) {
      const timer = setInterval(() => this.track(this.runIfDue(sweep)), this.intervalMs(sweep));
      this.scheduler.addInterval(`fitbit-sweep-${sweep.name}`, timer);
    }
    this.track(this.runAllAtStart(wanted));
  }

  /** Starts no more sweeps in this process. Returns when the running one has ended; the next sweep finds the rest. */
  async finish(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private intervalMs({ name }: Sweep): number {
    return this.options.sweepIntervalsMs[name];
  }

  private track(work: Promise<unknown>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  private async runAllAtStart(sweeps: readonly Sweep[]): Promise<void> {
    const held: Sweep[] = [];
    for (const sweep of sweeps) {
      if ((await this.runIfDue(sweep, AT_START_MS)) === 'held') held.push(sweep);
    }
    await Promise.all(held.map((sweep) => this.runOnceFree(sweep)));
  }

  /** The process that holds the sweep may be this one's predecessor, which was killed: then its lease soon expires. */
  private async runOnceFree(sweep: Sweep): Promise<void> {
    do {
      await sleep(LEASE_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    } while ((await this.runIfDue(sweep)) === 'held');
  }

  /** Never throws: a worker must also start while Redis or Postgres is away, and work when they are back. */
  private async runIfDue(
    sweep: Sweep,
    pauseMs = this.intervalMs(sweep) * DUE_SHARE,
  ): Promise<SweepClaim | 'failed' | 'stopping'> {
    if (this.stopping.signal.aborted) return 'stopping';
    const turn = { name: sweep.name, holder: randomUUID() };
    try {
      const claim = await this.turns.claim(turn, pauseMs, LEASE_MS);
      if (claim === 'claimed') await this.repair(sweep, turn);
      return claim;
    } catch (error) {
      if (this.stopping.signal.aborted) return 'stopping'; // It took too long, and the host has closed its database.
      this.logger.error(
        `The sweep "${sweep.name}" failed and runs again at its next interval: ${(error as Error).message}`,
        (error as Error).stack,
      );
      return 'failed';
    }
  }

  private async repair(sweep: Sweep, turn: SweepTurn): Promise<void> {
    const lost = new AbortController();
    const renewal = setInterval(() => this.track(this.renew(turn, lost)), RENEWAL_MS);
    try {
      const found = await sweep.repair(AbortSignal.any([this.stopping.signal, lost.signal]));
      if (found > 0) this.logger.log(`The sweep "${sweep.name}" found and queued or repaired ${found} things.`);
    } finally {
      clearInterval(renewal);
      await this.turns.release(turn);
    }
  }

  private async renew(turn: SweepTurn, lost: AbortController): Promise<void> {
    try {
      if (await this.turns.renew(turn, LEASE_MS)) return;
      lost.abort();
      this.logger.warn(`The sweep "${turn.name}" was taken over by another process and stops in this one.`);
    } catch (error) {
      this.logger.warn(
        `The lease of the sweep "${turn.name}" could not be renewed; another process may take it over: ${(error as Error).message}`,
      );
    }
  }
}
