import type { TruthPoint } from '../../support/sandbox-control';
import { containsDay, type LedgerLine, type StoredUser } from './stored-user';

/** A day whose stored value is not the upstream's, although the ledger says that it has been read and did not change. */
export interface Mismatch {
  readonly resource: string;
  readonly date: string;
  /** `undefined`: no row. */
  readonly stored: string | undefined;
  /** `undefined`: the upstream has no value. */
  readonly expected: string | undefined;
  readonly isFinal: boolean;
}

/** Compares what is stored of a connected user with the upstream's values. Holes and announced days are no mismatch. */
export function findMismatches({ ledger, points }: StoredUser, truth: readonly TruthPoint[]): Mismatch[] {
  const lines = new Map(ledger.map((line) => [line.resource, line]));
  const expected = new Map(truth.map((point) => [keyOf(point), point]));
  const stored = new Map(points.map((point) => [keyOf(point), point]));
  const days = new Map([...expected, ...stored]);
  return [...days].flatMap(([key, { resource, date }]) => {
    const [was, is] = [stored.get(key)?.value, expected.get(key)?.value];
    const line = lines.get(resource);
    if (was === is || !line || !isSettled(line, date)) return [];
    return [{ resource, date, stored: was, expected: is, isFinal: containsDay(line.final, date) }];
  });
}

function isSettled({ fetched, changed }: LedgerLine, date: string): boolean {
  return containsDay(fetched, date) && !containsDay(changed, date);
}

/** The mismatch in words. */
export function describeMismatch({ resource, date, stored, expected, isFinal }: Mismatch): string {
  const values = `stored ${stored ?? 'nothing'}, the upstream has ${expected ?? 'nothing'}`;
  const reason = isFinal
    ? 'the day is final, and no change is announced'
    : 'the day is fetched, no change is announced, and the notification was acknowledged';
  return `${resource} ${date}: ${values}; ${reason}`;
}

function keyOf({ resource, date }: Pick<TruthPoint, 'resource' | 'date'>): string {
  return `${resource} ${date}`;
}
