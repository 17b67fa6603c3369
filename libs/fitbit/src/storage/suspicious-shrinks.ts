import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { ResourceName } from '../model/resource';
import type { WindowAnswer } from './window-answer';
import { FitbitSuspiciousShrink } from './entities/fitbit-suspicious-shrink.entity';

/** From this many stored days on a window counts as well filled. An emptier one may be emptied by a single answer. */
export const WELL_FILLED_DAYS = 7;
/** How much later the second answer must come. */
const SECOND_LOOK_MS = 3_600_000;

/**
 * Records a suspicious shrink, unless the same one is recorded already.
 *
 * @returns `true`, and the record is deleted, when the same answer came an hour or more earlier: it may be stored now.
 */
export async function isConfirmed(
  manager: EntityManager,
  answer: WindowAnswer,
  resource: ResourceName,
): Promise<boolean> {
  const key = { connectionId: answer.connectionId, resource, ...answer.window };
  const dates = answer.points.filter((point) => point.resource === resource).map(({ date }) => date);
  const digest = createHash('sha256').update(dates.sort().join()).digest('hex');
  const before = await manager.findOneBy(FitbitSuspiciousShrink, key);
  if (before?.digest === digest) {
    const old = answer.answeredAt.getTime() - before.seenAt.getTime() >= SECOND_LOOK_MS;
    if (old) await manager.delete(FitbitSuspiciousShrink, key);
    return old;
  }
  await manager.save(manager.create(FitbitSuspiciousShrink, { ...key, digest, seenAt: answer.answeredAt }));
  return false;
}
