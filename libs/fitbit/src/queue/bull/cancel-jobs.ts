import type { Queue } from 'bull';

const PAGE = 1_000;

/**
 * Removes the waiting and delayed jobs whose id begins with `prefix`. Returns their number. Running jobs stay.
 *
 * Walks the queue's own lists, because Bull's `removeJobs` scans the whole Redis database.
 *
 * @param prefix - taken literally; it must not contain glob characters
 */
export async function cancelJobs<Data>(queue: Queue<Data>, prefix: string): Promise<number> {
  const ids = new Set<string>();
  const delayed = queue.client.zscanStream(queue.toKey('delayed'), { match: `${prefix}*`, count: PAGE });
  for await (const members of delayed as AsyncIterable<string[]>) {
    // Members and scores alternate.
    for (const [index, member] of members.entries()) if (index % 2 === 0) ids.add(member);
  }
  for (const list of ['wait', 'paused']) {
    for (let start = 0; ; start += PAGE) {
      const page = await queue.client.lrange(queue.toKey(list), start, start + PAGE - 1);
      for (const id of page) if (id.startsWith(prefix)) ids.add(id);
      if (page.length < PAGE) break;
    }
  }
  let removed = 0;
  for (const id of ids) {
    const job = await queue.getJob(id);
    // A job that has started in the meantime is locked: `remove` fails and the job stays. Its result is not stored,
    // because the connection it belongs to is gone.
    await job?.remove().then(
      () => removed++,
      () => undefined,
    );
  }
  return removed;
}
