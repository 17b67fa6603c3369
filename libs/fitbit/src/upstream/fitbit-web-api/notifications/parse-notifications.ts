import { MalformedNotificationError } from '../../../errors/fitbit.errors';
import { isCivilDate } from '../../../model/civil-date';
import type { DateRange } from '../../../model/date-range';
import type { NotificationBatch, UpstreamNotification } from '../../../model/notification';
import { isRecord } from '../../http/json-text';
import type { WebhookRequest } from '../../port/webhook';
import { isBelievable } from '../../shared/believable-days';
import { mediaTypeOf } from '../../shared/content-type';
import { parseStrictJson } from '../../shared/strict-json';
import { isCollection, REVOKED_ACCESS } from '../collections';
import { isUserId } from '../user-id';
import { readUpdatesPart } from './updates-part';

/** `deleteUser` is not documented; integrators have observed it. */
const REVOCATIONS: readonly unknown[] = [REVOKED_ACCESS, 'deleteUser'];
const COLLECTION = /^[A-Za-z]{1,63}$/;

/**
 * `unknown`: well-formed, but of no use. It is about a collection that this version does not know, or about an impossible
 * day, as a device with a wrong clock reports. A day in the future is read when it comes.
 */
type Entry = UpstreamNotification | 'unknown' | 'invalid';

/**
 * Parses the body of a webhook request. An unknown collection or an impossible day makes an entry useless but not
 * invalid: the upstream may add collections, and passes on what devices report. Refusing such requests would be wrong,
 * because the upstream disables endpoints that refuse many.
 *
 * @throws MalformedNotificationError when the body is not a list, or all of its entries are invalid.
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
  if (!isCollection(collection)) return 'unknown';
  if (!isCivilDate(date)) return 'invalid';
  if (!isBelievable(date, believable)) return 'unknown';
  return { kind: 'change', upstreamUserId, collection, days: { from: date, to: date } };
}
