import type { Service } from '../service';
import { checkPageSize } from '../points/page-size';

const DEFAULT_SIZE = 50;
const MAX_SIZE = 1000;

interface PageQuery {
  readonly pageSize?: number;
  readonly pageToken?: string;
}

/**
 * One page of a list. Its token is valid for the same `query` only.
 *
 * @throws GoogleError `INVALID_PAGE_SIZE`, `INVALID_PAGE_TOKEN`
 */
export function pageOf<T>(
  all: readonly T[],
  { pageSize, pageToken }: PageQuery,
  query: string,
  { switches, pageTokens }: Service,
): { readonly items: readonly T[]; readonly nextPageToken?: string } {
  const size = Math.min(checkPageSize(pageSize, switches) ?? DEFAULT_SIZE, MAX_SIZE);
  const from = pageToken ? pageTokens.open(query, pageToken).taken : 0;
  const items = all.slice(from, from + size);
  if (from + size >= all.length) return { items };
  return { items, nextPageToken: pageTokens.seal(query, { ms: 0, taken: from + size }) };
}
