import { MalformedNotificationError } from '../../../errors/fitbit.errors';
import type { DateRange } from '../../../model/date-range';
import type { ChangeNotification, NotificationBatch } from '../../../model/notification';
import { AnswerNode } from '../../http/answer-node';
import type { WebhookRequest } from '../../port/webhook';
import { mediaTypeOf } from '../../shared/content-type';
import { ifWellFormed } from '../../shared/if-well-formed';
import { parseStrictJson } from '../../shared/strict-json';
import { isUserId } from '../user-id';
import { belongsToItsEnd, isKnownDataType } from './affected';
import { parseNotifiedDays } from './notified-days';

/** A deletion means days to read again, like any other change. */
const OPERATIONS = ['UPSERT', 'DELETE'];
const DATA_TYPE = /^[a-z][a-z0-9-]{0,62}$/;

interface Entry {
  readonly notifications: readonly ChangeNotification[];
  /**
   * `false`: the entry is malformed. An unknown type or operation is valid, and so is an impossible day, as a device with
   * a wrong clock reports: the upstream would send a refused notification again for a week.
   */
  readonly valid: boolean;
  /** A part of it was left out. */
  readonly incomplete: boolean;
}

const INVALID: Entry = { notifications: [], valid: false, incomplete: true };
const UNKNOWN: Entry = { notifications: [], valid: true, incomplete: true };

/**
 * Parses the body of a webhook request: a list as the upstream sends it, or a single notification as its guide shows it.
 * The upstream may add data types and operations; unknown ones are left out, and the body is accepted.
 *
 * @throws MalformedNotificationError when all entries are invalid.
 * @see https://developers.google.com/health/webhooks
 */
export function parseNotifications({ headers, body }: WebhookRequest, believable: DateRange): NotificationBatch {
  if (mediaTypeOf(headers) !== 'application/json') {
    throw new MalformedNotificationError('the body is not application/json');
  }
  const value = parseStrictJson(body);
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const entries = items.map((item) => entryOf(item, believable));
  if (!entries.some(({ valid }) => valid)) throw new MalformedNotificationError('there is no valid entry');
  return {
    notifications: entries.flatMap(({ notifications }) => notifications),
    skipped: entries.filter(({ incomplete }) => incomplete).length,
  };
}

function entryOf(item: unknown, believable: DateRange): Entry {
  return ifWellFormed(() => parseData(new AnswerNode(item).field('data'), believable)) ?? INVALID;
}

function parseData(data: AnswerNode, believable: DateRange): Entry {
  const upstreamUserId = data.field('healthUserId').text();
  const collection = data.field('dataType').text();
  const operation = data.field('operation').enumName();
  if (!isUserId(upstreamUserId) || !DATA_TYPE.test(collection)) return INVALID;
  if (!OPERATIONS.includes(operation) || !isKnownDataType(collection)) return UNKNOWN;
  const intervals = data.items('intervals');
  const settings = { belongsToItsEnd: belongsToItsEnd(collection), limit: believable };
  const { days, unreadable, elsewhere } = parseNotifiedDays(intervals, settings);
  return {
    notifications: days.map((range) => ({ kind: 'change', upstreamUserId, collection, days: range })),
    valid: days.length + elsewhere > 0,
    incomplete: days.length === 0 || unreadable + elsewhere > 0,
  };
}
