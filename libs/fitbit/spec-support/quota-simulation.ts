import { DEFAULT_SWITCHES, HourlyQuota } from 'nestjs-fitbit-sandbox';
import { RESOURCE_NAMES } from '../src/model/catalogue';
import type { Budget } from '../src/quota/budget';
import { holes } from '../src/model/coverage';
import { historyRange, todayOf } from '../src/sync/history-range';
import { planDays } from '../src/sync/plan-days';
import { plan } from '../src/upstream/fitbit-web-api/planner';
import { quotaReport } from '../src/upstream/fitbit-web-api/api/rate-limit';
import type { BudgetShare } from '../src/quota/budget';
import { BudgetBench } from './budget-bench';
import { EventQueue } from './event-queue';

export interface SimulationSettings {
  readonly users: number;
  readonly years: number;
  /** Fetches in flight, over all workers. */
  readonly workers?: number;
  readonly seed?: number;
}

export interface SimulationResult {
  /** Sent to the upstream, and refused by it with 429. */
  readonly requests: number;
  readonly refused: number;
  readonly updates: number;
  readonly longestUpdateMs: number;
  /** From the first connect to the end of the last history. */
  readonly virtualHours: number;
  readonly perUser: number;
  readonly callsToRedis: number;
}

interface Fetch {
  readonly user: number;
  readonly share: BudgetShare;
  readonly createdAt: number;
  readonly dueAt: number;
}

const BETWEEN_MS = 5_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** How often a worn device syncs; each time all of `activities/` changes. */
const SYNC_EVERY_MS = 15 * 60_000;
const REQUESTS_OF_A_SYNC = 10;

/**
 * All users connect within ten minutes and imports everything from an upstream with 150 requests an hour, while their
 * devices sync: the real planner, the real budget in Redis and the sandbox's own quota, at a time that jumps from event
 * to event. Workers, their queue and the network are made up: an answer takes 0.1 to 2 s.
 */
export class QuotaSimulation {
  private readonly bench = new BudgetBench();
  private readonly budget: Budget = this.bench.legacy();
  private readonly quota = new HourlyQuota({ ...DEFAULT_SWITCHES, quotaSlackMs: 20_000, remainingLag: 5 });
  private readonly events = new EventQueue<() => void | Promise<void>>();
  /** Of history first; updates have a queue and workers of their own. */
  private readonly waiting: Record<'backfill' | 'update', Fetch[]> = { backfill: [], update: [] };
  private readonly free: Record<'backfill' | 'update', number>;
  private readonly left: number[] = [];
  private random: () => number;
  private now = Date.parse('2026-10-20T08:47:00Z');
  private requests = 0;
  private refused = 0;
  private updates = 0;
  private longestUpdateMs = 0;
  private callsToRedis = 0;
  private endedAt = this.now;

  constructor(private readonly settings: SimulationSettings) {
    this.random = generator(settings.seed ?? 1);
    const workers = settings.workers ?? 40;
    this.free = { backfill: workers, update: workers };
  }

  async run(): Promise<SimulationResult> {
    await this.bench.ready();
    this.bench.clock.advance(this.now - this.bench.clock.now().getTime());
    const startedAt = this.now;
    const perUser = this.plannedRequests();
    for (let user = 0; user < this.settings.users; user += 1) this.connect(user, perUser);
    for (let event = this.events.next(); event; event = this.events.next()) {
      if (this.done && this.left.length === this.settings.users) break;
      this.bench.clock.advance(event.at - this.now);
      this.now = event.at;
      await event.value();
    }
    await this.bench.close();
    return {
      requests: this.requests,
      refused: this.refused,
      updates: this.updates,
      longestUpdateMs: Math.round(this.longestUpdateMs),
      virtualHours: Math.round(((this.endedAt - startedAt) / HOUR_MS) * 100) / 100,
      perUser,
      callsToRedis: this.callsToRedis,
    };
  }

  private get done(): boolean {
    return this.left.every((fetches) => fetches === 0);
  }

  private plannedRequests(): number {
    const now = new Date(this.now);
    const timeZone = 'Europe/Berlin';
    const memberSince = new Date(now.getTime() - this.settings.years * 365.25 * DAY_MS).toISOString().slice(0, 10);
    const range = historyRange({ timeZone, memberSince }, now);
    if (range.to !== todayOf({ timeZone }, now)) throw new Error('A history ends today.');
    return planDays({ plan }, { resources: RESOURCE_NAMES, range, ledger: new Map() }, holes).length;
  }

  /** Four requests for the account, one to subscribe, then the history; and the device syncs from now on. */
  private connect(user: number, planned: number): void {
    const at = this.now + this.random() * 10 * 60_000;
    for (let request = 0; request < 5; request += 1) {
      this.at(at + request * 300, () => this.attempt({ user, share: 'interactive', createdAt: at, dueAt: at }));
    }
    this.left[user] = planned;
    for (let index = 0; index < planned; index += 1) {
      this.enqueue({ user, share: 'backfill', createdAt: at, dueAt: at + 10_000 + index * BETWEEN_MS });
    }
    this.at(at + this.random() * SYNC_EVERY_MS, () => this.sync(user));
  }

  private sync(user: number): void {
    if (this.done) return;
    for (let request = 0; request < REQUESTS_OF_A_SYNC; request += 1) {
      this.updates += 1;
      this.enqueue({ user, share: 'update', createdAt: this.now, dueAt: this.now });
    }
    this.at(this.now + SYNC_EVERY_MS, () => this.sync(user));
  }

  /** Queues as Bull does: a job waits until it is due, then for a worker. */
  private enqueue(fetch: Fetch): void {
    this.at(fetch.dueAt, async () => {
      this.waiting[fetch.share === 'update' ? 'update' : 'backfill'].push(fetch);
      await this.work(fetch.share === 'update' ? 'update' : 'backfill');
    });
  }

  private async work(queue: 'backfill' | 'update'): Promise<void> {
    while (this.free[queue] > 0) {
      const fetch = this.waiting[queue].shift();
      if (!fetch) return;
      this.free[queue] -= 1;
      await this.attempt(fetch, async () => {
        this.free[queue] += 1;
        await this.work(queue);
      });
    }
  }

  private async attempt(fetch: Fetch, release: () => void | Promise<void> = () => undefined): Promise<void> {
    const userId = `user-${fetch.user}`;
    this.callsToRedis += 1;
    const waitMs = await this.budget.take(userId, fetch.share);
    if (waitMs > 0) {
      if (fetch.share !== 'interactive') this.enqueue({ ...fetch, dueAt: this.now + waitMs });
      return release();
    }
    const arrivesAt = this.now + 20 + this.random() * 200;
    this.at(arrivesAt, () => {
      this.requests += 1;
      if (fetch.share === 'update') this.longestUpdateMs = Math.max(this.longestUpdateMs, this.now - fetch.createdAt);
      const answer = this.quota.take(userId, this.now);
      this.at(this.now + 100 + this.random() * 1_900, () => this.answered(fetch, answer, release));
    });
  }

  private async answered(
    fetch: Fetch,
    { limit, remaining, resetSeconds, exceeded }: ReturnType<HourlyQuota['take']>,
    release: () => void | Promise<void>,
  ): Promise<void> {
    const headers = new Headers({
      'fitbit-rate-limit-limit': `${limit}`,
      'fitbit-rate-limit-remaining': `${remaining}`,
      'fitbit-rate-limit-reset': `${resetSeconds}`,
    });
    this.callsToRedis += 1;
    const report = quotaReport({ status: exceeded ? 429 : 200, headers });
    await this.budget.observe(`user-${fetch.user}`, report);
    if (exceeded) {
      this.refused += 1;
      this.enqueue({ ...fetch, dueAt: this.now + (report.refusedForMs ?? 0) });
    } else if (fetch.share === 'backfill') {
      this.left[fetch.user] = (this.left[fetch.user] ?? 0) - 1;
      this.endedAt = this.now;
    }
    await release();
  }

  private at(time: number, value: () => void | Promise<void>): void {
    this.events.add(time, value);
  }
}

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
