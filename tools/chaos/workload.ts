import { setTimeout as sleep } from 'node:timers/promises';
import { type SandboxControl, SandboxRefusal } from '../support/sandbox-control';
import type { Random } from './random';
import type { SimulatedUser } from './simulated-user';

const DAY_MS = 86_400_000;
/** Devices deliver up to a month late, and people edit even older days. */
const OLDEST_DAYS = 60;
const REMOVABLE = ['activities/steps', 'foods/log/water', 'body/weight', 'sleep/minutesAsleep'];

interface Edit {
  readonly resource: string;
  readonly value: string | null;
}

/** What people do: their devices sync, past days too, and they edit and remove values. */
export class Workload {
  constructor(
    private readonly users: readonly SimulatedUser[],
    private readonly sandbox: SandboxControl,
    private readonly random: Random,
    private readonly now: () => Date,
  ) {}

  /** The pace is real time; the seed chooses what happens, except that people who are not connected do nothing. @returns the number of syncs and edits */
  async runUntil(isOver: () => boolean, paceMs: number): Promise<number> {
    let events = 0;
    while (!isOver()) {
      await this.syncOrEdit().catch((error: unknown) => {
        if (!(error instanceof SandboxRefusal) || error.status !== 400) throw error;
      });
      events++;
      await sleep(this.random.between(paceMs / 2, paceMs * 1.5));
    }
    return events;
  }

  private async syncOrEdit(): Promise<void> {
    const chance = this.random.next();
    if (chance < 0.1) return this.syncAll();
    const user = this.random.pick(this.users);
    if (chance < 0.5) return this.sync(user);
    return this.edit(user, chance < 0.9 ? this.newValue() : { resource: this.random.pick(REMOVABLE), value: null });
  }

  private async sync({ personId, account: { memberSince }, isConnected }: SimulatedUser): Promise<void> {
    const dates = this.pastDays(this.random.between(0, 4)).filter((date) => date >= memberSince);
    if (isConnected) await this.sandbox.call('POST', `people/${personId}/sync`, { dates });
  }

  private async syncAll(): Promise<void> {
    const dates = this.pastDays(2);
    const people = this.users.filter(({ isConnected }) => isConnected).map(({ personId }) => personId);
    if (people.length > 0) await this.sandbox.call('POST', 'sync', { people, dates });
  }

  private async edit({ personId, isConnected }: SimulatedUser, edit: Edit): Promise<void> {
    const [date] = this.pastDays(1);
    if (isConnected) await this.sandbox.call('POST', `people/${personId}/edit`, { ...edit, date });
  }

  private newValue(): Edit {
    const number = (from: number, to: number) => String(this.random.between(from, to));
    return this.random.pick([
      { resource: 'activities/steps', value: number(1, 30_000) },
      { resource: 'foods/log/water', value: number(100, 3_000) },
      { resource: 'foods/log/caloriesIn', value: number(500, 4_000) },
      { resource: 'body/weight', value: number(50, 120) },
      { resource: 'sleep/minutesAsleep', value: number(200, 500) },
    ]);
  }

  /** Recent days more often than older ones, and never the current day, which may just have begun. */
  private pastDays(count: number): string[] {
    return Array.from({ length: count }, () => {
      const ago = 1 + Math.floor(OLDEST_DAYS * this.random.next() ** 2);
      return new Date(this.now().getTime() - ago * DAY_MS).toISOString().slice(0, 10);
    });
  }
}
