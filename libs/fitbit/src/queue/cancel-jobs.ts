import type { Queue } from 'bull';

const AT_ONCE = 1_000;

/**
 * Removes the jobs that wait or are delayed and whose id begins with `prefix`; returns how many. One that runs is left
 * alone. Walks through the queue's own lists: Bull's `removeJobs` walks through all of Redis.
 *
 * @param prefix - no glob: a connection's id and what follows it
 */
export async function cancelJobs(queue: Queue, prefix: string): Promise<number> {
  const ids = new Set<string>();
  const delayed = queue.client.zscanStream(queue.toKey('delayed'), { match: `${prefix}*`, count: AT_ONCE });
  for await (const members of delayed as AsyncIterable<string[]>) {
    for (let index = 0; index < members.length; index += 2) ids.add(members[index] ?? ''); // the scores stand between
  }
  for (const list of ['wait', 'paused']) {
    for (let start = 0; ; start += AT_ONCE) {
      const page = await queue.client.lrange(queue.toKey(list), start, start + AT_ONCE - 1);
      for (const id of page) if (id.startsWith(prefix)) ids.add(id);
      if (page.length < AT_ONCE) break;
    }
  }
  let removed = 0;
  for (const id of ids) {
    const job = await queue.getJob(id);
    // A job that has begun meanwhile is locked and stays; what it fetches is fenced.
    if (job)
      await job
        .remove()
        .then(() => removed++)
        .catch(() => undefined);
  }
  return removed;
}
