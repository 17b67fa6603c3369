import { MalformedNotificationError } from '../../../errors/fitbit.errors';
import { isCategory } from '../../../model/catalogue';
import { isCivilDate } from '../../../model/civil-date';
import type { DateRange } from '../../../model/date-range';
import type { NotificationBatch, UpstreamNotification } from '../../../model/notification';
import type { WebhookRequest } from '../../fitbit-upstream';
import { isRecord } from '../../http/json-text';
import { isBelievable } from '../../shared/believable-days';
import { mediaTypeOf } from '../../shared/content-type';
import { parseStrictJson } from '../../shared/strict-json';
import { isUserId } from '../user-id';
import { readUpdatesPart } from './updates-part';

/** `deleteUser` is not documented; integrators have seen it. */
const REVOCATIONS: readonly unknown[] = ['userRevokedAccess', 'deleteUser'];
const COLLECTION = /^[A-Za-z]{1,63}$/;

/**
 * `unknown`: well-formed, and of no use: about a collection that this version does not know, or about a day on which
 * nobody has data, as a device with a wrong clock reports. Such a day may still come, and is read then.
 */
type Entry = UpstreamNotification | 'unknown' | 'invalid';

/**
 * Reads a body of notifications. A collection that we do not know makes an entry useless but not invalid, and so does a
 * day that cannot be: the upstream may add collections, passes on what devices say, and must not be told that its
 * requests are bad. It switches endpoints off that often do so.
 *
 * @throws MalformedNotificationError when it is not a list, or all of its entries are invalid.
 * @see https://dev.fitbit.com/build/reference/web-api/developer-guide/using-subscriptions/
 */
export async function parseNotifications(request: WebhookRequest, believable: DateRange): Promise<NotificationBatch> {
  const items = parseStrictJson(await jsonOf(request));
  if (!Array.isArray(items)) throw new MalformedNotificationError('the body is not a list');
  const entries = items.map((item: unknown) => entryOf(item, believable));
  if (entries.every((entry) => entry === 'invalid')) throw new MalformedNotificationError('there is no valid entry');
  const notifications = entries.filter((entry) => typeof entry === 'object');
  return { notifications, skipped: entries.length - notifications.length };
}

async function jsonOf({ headers, body }: WebhookRequest): Promise<Uint8Array> {
  switch (mediaTypeOf(headers)) {
    case 'application/json':
      return body;
    case 'multipart/form-data':
      return readUpdatesPart(headers['content-type'] ?? '', body);
    default:
      throw new MalformedNotificationError('the body is neither application/json nor multipart/form-data');
  }
}

function entryOf(item: unknown, believable: DateRange): Entry {
  if (!isRecord(item)) return 'invalid';
  const { collectionType: collection, ownerId: upstreamUserId, date } = item;
  if (!isUserId(upstreamUserId)) return 'invalid';
  if (REVOCATIONS.includes(collection)) return { kind: 'revocation', upstreamUserId };
  if (typeof collection !== 'string' || !COLLECTION.test(collection)) return 'invalid';
  if (!isCategory(collection)) return 'unknown';
  if (!isCivilDate(date)) return 'invalid';
  if (!isBelievable(date, believable)) return 'unknown';
  return { kind: 'change', upstreamUserId, collection, days: { from: date, to: date } };
}
