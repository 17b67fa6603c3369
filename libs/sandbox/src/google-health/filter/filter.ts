import type { NonEmpty } from '../../numbers/non-empty';
import type { FilterMember } from '../data-types/data-type';

/** Start and end of a point, as instants and with the UTC offsets that give its civil time. */
export interface Moments {
  readonly startMs: number;
  readonly endMs: number;
  readonly startOffsetMs: number;
  readonly endOffsetMs: number;
}

/** A condition on one moment of a point, and the range that contains all matching moments. */
export interface Filter {
  readonly member: FilterMember;
  /** Inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  matches(moment: number): boolean;
}

export function between(member: FilterMember, fromMs: number, toMs: number): Filter {
  return { member, fromMs, toMs, matches: (moment) => moment >= fromMs && moment < toMs };
}

export function intersection(filters: NonEmpty<Filter>): Filter {
  return {
    member: filters[0].member,
    fromMs: Math.max(...filters.map(({ fromMs }) => fromMs)),
    toMs: Math.min(...filters.map(({ toMs }) => toMs)),
    matches: (moment) => filters.every((filter) => filter.matches(moment)),
  };
}

export function union(filters: NonEmpty<Filter>): Filter {
  return {
    member: filters[0].member,
    fromMs: Math.min(...filters.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...filters.map(({ toMs }) => toMs)),
    matches: (moment) => filters.some((filter) => filter.matches(moment)),
  };
}

/** The moment of a point that a member restricts. */
export function momentOf({ basis, moment }: FilterMember, point: Moments): number {
  const [ms, offsetMs] = moment === 'start' ? [point.startMs, point.startOffsetMs] : [point.endMs, point.endOffsetMs];
  return basis === 'physical' ? ms : ms + offsetMs;
}
