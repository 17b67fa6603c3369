import type { WorldObserver } from '../../world/observed-world';
import { epochDayOf, isoDateOf } from '../../calendar/iso-date';
import { bodyMassIndex } from '../../people/legacy-figures';
import type { Person } from '../../people/person';
import type { Change } from '../../world/world';
import { COLUMNS, rowOf } from './columns';
import { CarriedForward } from './carried-forward';

/** The number of cached days of all people together. A full cache takes about 50 MB. */
const LIMIT = 100_000;

const NOTHING = new Float64Array(COLUMNS.size);
const WEIGHT = COLUMNS.get('body/weight') ?? NaN;
const FAT = COLUMNS.get('body/fat') ?? NaN;
const HEIGHT = COLUMNS.get('body/height') ?? NaN;

interface Body {
  readonly grams: CarriedForward;
  readonly percentFat: CarriedForward;
  readonly millimeters: CarriedForward;
}

/**
 * Caches all series figures of a day, computed when the first of them is requested. Clients read a history series by
 * series; generating each day again for every series would dominate the cost.
 */
export class DayFigures implements WorldObserver {
  private readonly people = new Map<string, Map<number, Float64Array>>();
  private readonly bodies = new Map<string, Body>();
  private size = 0;

  /** A figure on a day (days since 1970-01-01); 0 where nothing was recorded. */
  figureOn(person: Person, day: number, column: number): number {
    return this.row(person, day)[column] ?? 0;
  }

  /**
   * Weight in grams and body fat in percent by the last log up to a day, and the BMI that follows. 0 before the first
   * log.
   */
  bodyOn(person: Person, day: number): { readonly grams: number; readonly percentFat: number; readonly bmi: number } {
    const { grams, percentFat, millimeters } = this.body(person);
    const weight = grams.on(day);
    return { grams: weight, percentFat: percentFat.on(day), bmi: bodyMassIndex(weight, millimeters.on(day)) };
  }

  /** `true` when there is a weight log on the day itself. */
  isWeighed(person: Person, day: number): boolean {
    return this.figureOn(person, day, WEIGHT) > 0;
  }

  heightOn(person: Person, day: number): number {
    return this.body(person).millimeters.on(day);
  }

  changed(personId: string, changes: readonly Change[]): void {
    const days = this.people.get(personId);
    for (const { date } of changes) if (days?.delete(epochDayOf(date))) this.size--;
    this.bodies.delete(personId);
  }

  reset(): void {
    this.people.clear();
    this.bodies.clear();
    this.size = 0;
  }

  private row(person: Person, day: number): Float64Array {
    const known = this.people.get(person.id)?.get(day);
    if (known) return known;
    if (this.size >= LIMIT) this.reset();
    const days = this.people.get(person.id) ?? new Map<number, Float64Array>();
    this.people.set(person.id, days);
    const recorded = person.day(isoDateOf(day));
    const row = recorded ? rowOf(recorded) : NOTHING;
    days.set(day, row);
    this.size++;
    return row;
  }

  private body(person: Person): Body {
    let body = this.bodies.get(person.id);
    if (!body) {
      const [first, last] = [epochDayOf(person.memberSince), epochDayOf(person.newestDate)];
      const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => this.row(person, first + index));
      const column = (index: number) =>
        new CarriedForward(
          first,
          rows.map((row) => row[index] ?? 0),
        );
      body = { grams: column(WEIGHT), percentFat: column(FAT), millimeters: column(HEIGHT) };
      this.bodies.set(person.id, body);
    }
    return body;
  }
}
