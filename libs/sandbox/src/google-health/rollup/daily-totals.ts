import { isoDateOf } from '../../calendar/iso-date';
import type { Person } from '../../people/person';
import type { WorldObserver } from '../../world/observed-world';
import type { Family } from '../points/family';
import type { Sums } from './rollup';
import { ROLLUPS } from './rollups';

/** The row of figures that each family reads. `self-sources` has none. */
const ROWS: Readonly<Partial<Record<Family, number>>> = {
  'all-sources': 0,
  'google-sources': 0,
  'google-wearables': 1,
};
const ROW_FAMILIES: readonly Family[] = ['all-sources', 'google-wearables'];
const MAX_SUMS = 4;
const TYPES = [...ROLLUPS.keys()];
const ROW_LENGTH = TYPES.length * MAX_SUMS;
const SLOT: ReadonlyMap<string, number> = new Map(TYPES.map((type, index) => [type, index * MAX_SUMS]));

/** The number of cached days of all people together. A full cache takes about 80 MB. */
const LIMIT = 100_000;

/**
 * Caches the figures of every rollup of a day, computed when the first of them is requested. Clients read a history
 * type by type; generating each day again for every type would dominate the cost.
 */
export class DailyTotals implements WorldObserver {
  private readonly people = new Map<string, Map<number, Float64Array | undefined>>();
  private size = 0;

  /** The sums of a type on a day; `undefined` where nothing was recorded. */
  sumsOn(person: Person, day: number, type: string, family: Family): Sums | undefined {
    const row = ROWS[family];
    const slot = SLOT.get(type);
    if (row === undefined || slot === undefined) return undefined;
    const figures = this.figures(person, day);
    if (!figures) return undefined;
    const from = row * ROW_LENGTH + slot;
    const sums = [...figures.subarray(from, from + MAX_SUMS)].filter((figure) => !Number.isNaN(figure));
    return sums.length > 0 ? sums : undefined;
  }

  changed(personId: string): void {
    this.size -= this.people.get(personId)?.size ?? 0;
    this.people.delete(personId);
  }

  reset(): void {
    this.people.clear();
    this.size = 0;
  }

  private figures(person: Person, day: number): Float64Array | undefined {
    let days = this.people.get(person.id);
    if (days?.has(day)) return days.get(day);
    if (this.size >= LIMIT) this.reset();
    days = this.people.get(person.id) ?? new Map<number, Float64Array | undefined>();
    this.people.set(person.id, days);
    const figures = figuresOf(person, day);
    days.set(day, figures);
    this.size++;
    return figures;
  }
}

function figuresOf(person: Person, number: number): Float64Array | undefined {
  const day = person.day(isoDateOf(number));
  if (!day) return undefined;
  const figures = new Float64Array(ROW_FAMILIES.length * ROW_LENGTH).fill(NaN);
  ROW_FAMILIES.forEach((family, row) => {
    for (const [type, rollup] of ROLLUPS) {
      figures.set(rollup.ofDay(day, family) ?? [], row * ROW_LENGTH + (SLOT.get(type) ?? 0));
    }
  });
  return figures;
}
