import { randomUUID } from 'node:crypto';
import { readScope, writeScope } from '../oauth/google-scopes';
import { lacks } from '../../people/changes';
import { epochDayOf } from '../../calendar/iso-date';
import { DATA_TYPES as CHANGING_TYPES, type DataType } from '../../people/data-type';
import type { Person } from '../../people/person';
import { Zone } from '../../calendar/zone';
import type { Change } from '../../world/world';
import { DATA_TYPES } from '../data-types/table';
import type { GoogleWebhookSwitches } from '../../switches/google-webhooks.switches';
import { intervalMessage, type Span, spanOf } from './intervals';
import type { WebhookNotification } from './webhook-notification';
import type { WebhookSubscriber } from './subscriber';

type Operation = WebhookNotification['data']['operation'];

/** A person, and the scopes that the application has been granted. */
interface Consent {
  readonly person: Person;
  readonly scopes: ReadonlySet<string>;
}

interface Event {
  readonly type: DataType;
  readonly operation: Operation;
  readonly spans: readonly Span[];
}

/** Creates the notifications for a subscriber. */
export class Notifier {
  constructor(private readonly switches: Readonly<GoogleWebhookSwitches>) {}

  /** One notification per type for data that exists, and one for data that was removed. */
  ofChanges(subscriber: WebhookSubscriber, consent: Consent, changes: readonly Change[]): WebhookNotification[] {
    const { person } = consent;
    const types = new Set(changes.flatMap((change) => change.types));
    return [...types].flatMap((type) => {
      if (streamsOf(subscriber, consent, type).length === 0) return [];
      const days = changes
        .filter((change) => change.types.includes(type))
        .map(({ date }) => ({ date, day: person.day(date) }));
      const events = (['UPSERT', 'DELETE'] as const).map((operation): Event => ({
        type,
        operation,
        spans: days
          .filter(({ day }) => lacks(type, day) === (operation === 'DELETE'))
          .map(({ date, day }) => spanOf(type, date, day, person)),
      }));
      return events.flatMap((event) => this.notificationsOf(subscriber, consent, event));
    });
  }

  /** All data of the person is gone. The intervals of this notification are unconfirmed. */
  ofRevocation(subscriber: WebhookSubscriber, consent: Consent): WebhookNotification[] {
    const { memberSince, timeZone, lastSyncMs } = consent.person;
    const startMs = Zone.get(timeZone).startOfDayMs(epochDayOf(memberSince));
    const spans = [{ startMs, endMs: lastSyncMs, timeZone }];
    return CHANGING_TYPES.flatMap((type) =>
      this.notificationsOf(subscriber, consent, { type, operation: 'DELETE', spans }),
    );
  }

  private notificationsOf(
    subscriber: WebhookSubscriber,
    consent: Consent,
    { type, operation, spans }: Event,
  ): WebhookNotification[] {
    const intervals = spans.map((span) => intervalMessage(span, this.switches));
    const parts = this.switches.splitIntervals ? intervals.map((one) => [one]) : [intervals];
    return parts
      .filter((part) => part.length > 0)
      .flatMap((part) =>
        streamsOf(subscriber, consent, type).map((name) => ({
          data: {
            version: '1' as const,
            clientProvidedSubscriptionName: name ?? randomUUID(),
            healthUserId: consent.person.healthUserId,
            operation,
            dataType: type,
            intervals: part,
          },
        })),
      );
  }
}

/** The names of the subscriptions that cover a type of a person. `AUTOMATIC` subscriptions have no name. */
function streamsOf(
  { configs, subscriptions }: WebhookSubscriber,
  { person, scopes }: Consent,
  id: DataType,
): (string | undefined)[] {
  const type = DATA_TYPES.get(id);
  const group = type?.webhook ? type.scopeGroup : undefined;
  if (!group || !(scopes.has(readScope(group)) || scopes.has(writeScope(group)))) return [];
  const config = configs.find(({ dataTypes }) => dataTypes.includes(id));
  if (config?.subscriptionCreatePolicy !== 'MANUAL') return config ? [undefined] : [];
  return [...subscriptions.values()]
    .filter(({ healthUserId, dataTypes }) => healthUserId === person.healthUserId && dataTypes.includes(id))
    .map((subscription) => subscription.id);
}
