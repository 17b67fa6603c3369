import { PROJECT_NUMBER } from '../errors/errors';
import { formatTimestamp } from '../time/rfc3339';

export type CreatePolicy = 'AUTOMATIC' | 'MANUAL';

/** The data types that a subscriber is notified about, for all users or for chosen ones. */
export interface SubscriberConfig {
  readonly dataTypes: readonly string[];
  readonly subscriptionCreatePolicy: CreatePolicy;
}

/** One user of a subscriber; only for the policy `MANUAL`. */
export interface WebhookSubscription {
  readonly id: string;
  readonly healthUserId: string;
  /** Ids of data types, without the resource name. */
  dataTypes: readonly string[];
}

/** One endpoint of the project. */
export interface WebhookSubscriber {
  readonly id: string;
  readonly createdAtMs: number;
  readonly subscriptions: Map<string, WebhookSubscription>;
  endpointUri: string;
  /** Sent unchanged in `Authorization`; never returned. */
  secret: string;
  configs: readonly SubscriberConfig[];
  updatedAtMs: number;
  /** An `INACTIVE` subscriber gets nothing until its endpoint is verified again. */
  state: 'ACTIVE' | 'INACTIVE';
  /** Consecutive attempts that were not answered with 204. */
  failures: number;
}

export function subscriberName(id: string): string {
  return `projects/${PROJECT_NUMBER}/subscribers/${id}`;
}

/** `Subscriber` of the contract. */
export function subscriberMessage(subscriber: WebhookSubscriber): object {
  const { id, endpointUri, configs, state, createdAtMs, updatedAtMs } = subscriber;
  return {
    name: subscriberName(id),
    endpointUri,
    ...(configs.length > 0 ? { subscriberConfigs: configs } : {}),
    endpointAuthorization: { secretSet: true },
    state,
    createTime: formatTimestamp(createdAtMs),
    updateTime: formatTimestamp(updatedAtMs),
  };
}

/** `Subscription` of the contract, with the full names of its data types. */
export function subscriptionMessage(
  subscriberId: string,
  { id, healthUserId, dataTypes }: WebhookSubscription,
): object {
  const user = `users/${healthUserId}`;
  return {
    name: `${subscriberName(subscriberId)}/subscriptions/${id}`,
    user,
    dataTypes: dataTypes.map((type) => `${user}/dataTypes/${type}`),
  };
}
