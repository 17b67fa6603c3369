import type { PlannedRequest, Wanted } from '../port/planned-request';

/**
 * Orders requests so that recent days of all resources come before old days of any. Of requests with the same last day,
 * the one for the resource wanted first leads.
 */
export function newestFirst(requests: readonly PlannedRequest[], wanted: Wanted): PlannedRequest[] {
  const ranks = new Map([...wanted.keys()].map((resource, rank) => [resource, rank]));
  return requests
    .map((request) => ({ request, rank: Math.min(...request.resources.map((name) => ranks.get(name) ?? Infinity)) }))
    .sort((a, b) => {
      const [left, right] = [a.request.window.to, b.request.window.to];
      return left === right ? a.rank - b.rank : left < right ? 1 : -1;
    })
    .map(({ request }) => request);
}
