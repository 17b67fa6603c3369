import type { NonEmpty } from '../../numbers/non-empty';
import type { FilterMember } from '../data-types/data-type';

/** When a point happened, by the hands of UTC and by the clock on the person's wall. */
export interface Moments {
  readonly startMs: number;
  readonly endMs: number;
  readonly startOffsetMs: number;
  readonly endOffsetMs: number;
}

/** A condition on one moment, and the bounds that any matching moment keeps. */
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

/** The moment of a point that a member speaks about. */
export function momentOf({ basis, moment }: FilterMember, point: Moments): number {
  const [ms, offsetMs] = moment === 'start' ? [point.startMs, point.startOffsetMs] : [point.endMs, point.endOffsetMs];
  return basis === 'physical' ? ms : ms + offsetMs;
}
