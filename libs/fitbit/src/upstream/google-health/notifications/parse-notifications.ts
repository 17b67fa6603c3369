import { MalformedAnswerError, MalformedNotificationError } from '../../../errors/fitbit.errors';
import type { DateRange } from '../../../model/date-range';
import type { ChangeNotification, NotificationBatch } from '../../../model/notification';
import type { WebhookRequest } from '../../fitbit-upstream';
import { AnswerNode } from '../../http/answer-node';
import { mediaTypeOf } from '../../shared/content-type';
import { parseStrictJson } from '../../shared/strict-json';
import { isUserId } from '../user-id';
import { isKnownDataType } from './affected';
import { readNotifiedDays } from './notified-days';

/** A deletion tells us of days to read again, like any other change. */
const OPERATIONS = ['UPSERT', 'DELETE'];
const DATA_TYPE = /^[a-z][a-z0-9-]{0,62}$/;

interface Entry {
  readonly notifications: readonly ChangeNotification[];
  /**
   * `false`: what it says could not be understood. One about a type or operation that we do not know is valid, and so is
   * one about days that cannot be, as a device with a wrong clock reports: to refuse it would have it sent for a week.
   */
  readonly valid: boolean;
  /** Something of it was left out. */
  readonly incomplete: boolean;
}

const INVALID: Entry = { notifications: [], valid: false, incomplete: true };
const UNKNOWN: Entry = { notifications: [], valid: true, incomplete: true };

/**
 * Reads a body of notifications: a list as the upstream sends it, or one alone as its guide shows it. The upstream adds
 * data types and operations; those that we do not know are left out and no reason to refuse the body.
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
  try {
    return readEntry(new AnswerNode(item).field('data'), believable);
  } catch (error) {
    if (error instanceof MalformedAnswerError) return INVALID;
    throw error;
  }
}

function readEntry(data: AnswerNode, believable: DateRange): Entry {
  const upstreamUserId = data.field('healthUserId').text();
  const collection = data.field('dataType').text();
  const operation = data.field('operation').enumName();
  if (!isUserId(upstreamUserId) || !DATA_TYPE.test(collection)) return INVALID;
  if (!OPERATIONS.includes(operation) || !isKnownDataType(collection)) return UNKNOWN;
  const intervals = data.items('intervals');
  const { days, unreadable, elsewhere } = readNotifiedDays(intervals, collection === 'sleep', believable);
  return {
    notifications: days.map((range) => ({ kind: 'change', upstreamUserId, collection, days: range })),
    valid: days.length + elsewhere > 0,
    incomplete: days.length === 0 || unreadable + elsewhere > 0,
  };
}
