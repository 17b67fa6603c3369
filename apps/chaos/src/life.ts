import { setTimeout as sleep } from 'node:timers/promises';
import type { Member } from './member';
import type { Random } from './random';
import { type SandboxControl, SandboxRefusal } from './sandbox-control';

const DAY_MS = 86_400_000;
/** Devices deliver up to a month late, people edit older days, too. */
const OLDEST_DAYS = 60;
const REMOVALS = ['activities/steps', 'foods/log/water', 'body/weight', 'sleep/minutesAsleep'];

interface Edit {
  readonly resource: string;
  readonly value: string | null;
}

/** What people do: their devices sync, also days that are long over, and they edit and remove what they entered. */
export class Life {
  constructor(
    private readonly members: readonly Member[],
    private readonly sandbox: SandboxControl,
    private readonly random: Random,
    private readonly now: () => Date,
  ) {}

  /** Until `over`; the pace is real time, what happens is the seed's. */
  async run(over: () => boolean, paceMs: number): Promise<number> {
    let events = 0;
    while (!over()) {
      await this.happen().catch((error: unknown) => {
        if (!(error instanceof SandboxRefusal) || error.status !== 400) throw error;
      });
      events++;
      await sleep(this.random.between(paceMs / 2, paceMs * 1.5));
    }
    return events;
  }

  private async happen(): Promise<void> {
    const connected = this.members.filter(({ isConnected }) => isConnected);
    if (connected.length === 0) return;
    const chance = this.random.next();
    if (chance < 0.1) return this.syncMany(connected);
    const member = this.random.pick(connected);
    if (chance < 0.5) return this.sync(member);
    return this.edit(member, chance < 0.9 ? this.entry() : { resource: this.random.pick(REMOVALS), value: null });
  }

  private async sync({ personId, memberSince }: Member): Promise<void> {
    const dates = this.days(this.random.between(0, 4)).filter((date) => date >= memberSince);
    await this.sandbox.call('POST', `people/${personId}/sync`, { dates });
  }

  private async syncMany(members: readonly Member[]): Promise<void> {
    const people = members.map(({ personId }) => personId);
    await this.sandbox.call('POST', 'sync', { people, dates: this.days(2) });
  }

  private async edit({ personId }: Member, edit: Edit): Promise<void> {
    const [date] = this.days(1);
    await this.sandbox.call('POST', `people/${personId}/edit`, { ...edit, date });
  }

  private entry(): Edit {
    const number = (from: number, to: number) => String(this.random.between(from, to));
    return this.random.pick([
      { resource: 'activities/steps', value: number(1, 30_000) },
      { resource: 'foods/log/water', value: number(100, 3_000) },
      { resource: 'foods/log/caloriesIn', value: number(500, 4_000) },
      { resource: 'body/weight', value: number(50, 120) },
      { resource: 'sleep/minutesAsleep', value: number(200, 500) },
    ]);
  }

  /** Recent days more often than older ones; never the day that may only have begun. */
  private days(count: number): string[] {
    return Array.from({ length: count }, () => {
      const ago = 1 + Math.floor(OLDEST_DAYS * this.random.next() ** 2);
      return new Date(this.now().getTime() - ago * DAY_MS).toISOString().slice(0, 10);
    });
  }
}
