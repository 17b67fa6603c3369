import { signatureOf, type WebhookKeys } from 'nestjs-fitbit-sandbox';
import { randomInt, randomUUID } from 'node:crypto';
import { RESOURCE_NAMES, type UpstreamName } from 'nestjs-fitbit';
import { announcedTypes } from '#nestjs-fitbit/upstream/google-health/project/announced-types';
import { WEBHOOK_SECRET } from '../support/module-options';

/** A body as the upstream sends it, signed in advance. */
export interface SignedBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const COLLECTIONS = ['activities', 'body', 'foods', 'sleep'];
const DATA_TYPES = announcedTypes(RESOURCE_NAMES);
const DAY_MS = 86_400_000;

/**
 * Bodies about random accounts and collections, of yesterday or today as most notifications are.
 *
 * @param size notifications in each
 */
export function signedBodies(
  upstream: UpstreamName,
  accounts: readonly string[],
  { count, size, keys }: { readonly count: number; readonly size: number; readonly keys: WebhookKeys },
): SignedBody[] {
  const write = upstream === 'google-health' ? googleNotification : fitbitNotification;
  return Array.from({ length: count }, () => {
    const body = JSON.stringify(Array.from({ length: size }, () => write(oneOf(accounts))));
    const signature: Record<string, string> =
      upstream === 'google-health'
        ? { authorization: WEBHOOK_SECRET, 'google-health-api-signature': keys.sign(body) }
        : { 'x-fitbit-signature': signatureOf(body) };
    return { headers: { 'content-type': 'application/json', ...signature }, body };
  });
}

function fitbitNotification(ownerId: string): object {
  const date = recentDay().toISOString().slice(0, 10);
  return { collectionType: oneOf(COLLECTIONS), date, ownerId, ownerType: 'user', subscriptionId: randomUUID() };
}

function googleNotification(healthUserId: string): object {
  const start = recentDay();
  start.setUTCHours(8, 0, 0, 0);
  const end = new Date(start.getTime() + 3_600_000);
  const interval = {
    physicalTimeInterval: { startTime: start.toISOString(), endTime: end.toISOString() },
    civilDateTimeInterval: { startDateTime: civil(start), endDateTime: civil(end) },
    civilIso8601TimeInterval: { startTime: iso(start), endTime: iso(end) },
  };
  const data = {
    version: '1',
    clientProvidedSubscriptionName: randomUUID(),
    healthUserId,
    operation: 'UPSERT',
    dataType: oneOf(DATA_TYPES),
    intervals: [interval],
  };
  return { data };
}

const recentDay = (): Date => new Date(Date.now() - randomInt(2) * DAY_MS);

const iso = (date: Date): string => date.toISOString().slice(0, 19);

function civil(date: Date): object {
  return {
    date: { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    time: { hours: date.getUTCHours() },
  };
}

function oneOf(values: readonly string[]): string {
  return values[randomInt(values.length)] ?? '';
}
