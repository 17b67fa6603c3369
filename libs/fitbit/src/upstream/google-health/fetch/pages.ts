import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import type { AnswerNode } from '../../http/answer-node';

/** A window of 90 days has at most a dozen pages of sleep: a hundred means that the cursor loops. */
const MAX_PAGES = 100;

/**
 * All items of all pages. An empty page may still have a successor; only an empty or absent token ends the list.
 *
 * @throws MalformedAnswerError when a token repeats or the pages do not end.
 */
export async function readPages(
  listKey: string,
  readPage: (pageToken: string | undefined) => Promise<AnswerNode>,
  beforeNext?: (onPage: readonly AnswerNode[]) => void,
): Promise<AnswerNode[]> {
  let items: AnswerNode[] = [];
  const tokens = new Set<string>();
  for (let token: string | undefined; tokens.size < MAX_PAGES; tokens.add(token)) {
    const page = await readPage(token);
    const onPage = page.items(listKey);
    items = items.length === 0 ? onPage : items.concat(onPage);
    token = page.optional('nextPageToken')?.text() || undefined;
    if (token === undefined) return items;
    if (tokens.has(token)) throw page.field('nextPageToken').malformed('repeats');
    beforeNext?.(onPage);
  }
  throw new MalformedAnswerError(`nextPageToken: more than ${MAX_PAGES} pages`);
}
