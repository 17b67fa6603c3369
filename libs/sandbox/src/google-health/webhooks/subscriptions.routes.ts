import { randomUUID } from 'node:crypto';
import { METHODS } from '../auth/methods';
import { alreadyExists, invalid, invalidArgument, notFound } from '../errors/errors';
import { type Message, type MessageType, readMessage } from '../json/message';
import type { RegisterRoute } from '../routes';
import type { Service } from '../service';
import { pageOf } from './list-page';
import { subscriptionMessage, type WebhookSubscriber, type WebhookSubscription } from './subscriber';
import { checkDataTypes, checkId } from './subscriber-checks';
import { findSubscriber } from './subscribers.routes';
import { readSubscriptionFilter } from './subscription-filter';

const CREATE_TYPE = { user: 'string', dataTypes: ['string'] } as const satisfies MessageType;
const SUBSCRIPTION_TYPE = { ...CREATE_TYPE, name: 'string' } as const satisfies MessageType;

/** The methods of `projects.subscribers.subscriptions`. */
export function registerSubscriptions(route: RegisterRoute<void>): void {
  const collection = '/projects/:project/subscribers/:subscriber/subscriptions';
  route({
    verb: 'POST',
    path: collection,
    method: METHODS.createSubscription,
    query: { subscriptionId: 'string' },
    handle: (call) => {
      const subscriber = findSubscriber(call, 'parent');
      return create(subscriber, call.query.subscriptionId, readMessage(CREATE_TYPE, call.body), call.service);
    },
  });
  route({
    verb: 'GET',
    path: collection,
    method: METHODS.listSubscriptions,
    query: { filter: 'string', pageSize: 'int32', pageToken: 'string' },
    handle: (call) => {
      const { id, subscriptions } = findSubscriber(call, 'parent');
      const { filter } = call.query;
      const found = [...subscriptions.values()].filter(readSubscriptionFilter(filter));
      const { items, ...page } = pageOf(found, call.query, `${id} ${filter ?? ''}`, call.service);
      return items.length === 0 ? {} : { subscriptions: items.map((one) => subscriptionMessage(id, one)), ...page };
    },
  });
  route({
    verb: 'PATCH',
    path: `${collection}/:subscription`,
    method: METHODS.updateSubscription,
    query: { updateMask: 'string' },
    handle: (call) => {
      const { params, query, body, service } = call;
      const subscriber = findSubscriber(call, 'name');
      const subscription = findSubscription(subscriber, params.subscription);
      const { dataTypes } = readMessage(SUBSCRIPTION_TYPE, body);
      if (!service.switches.patchableSubscriptions) throw invalidArgument();
      const mask = query.updateMask ?? 'dataTypes';
      if (mask !== 'dataTypes' && mask !== 'data_types') {
        throw invalid('INVALID_FIELD_MASK_DATA', `Invalid field mask: ${mask}`);
      }
      subscription.dataTypes = checkManualTypes(subscriber, dataTypes, service);
      return subscriptionMessage(subscriber.id, subscription);
    },
  });
  route({
    verb: 'DELETE',
    path: `${collection}/:subscription`,
    method: METHODS.deleteSubscription,
    query: {},
    handle: (call) => {
      const subscriber = findSubscriber(call, 'name');
      subscriber.subscriptions.delete(findSubscription(subscriber, call.params.subscription).id);
      return {};
    },
  });
}

function create(
  subscriber: WebhookSubscriber,
  given: string | undefined,
  { user, dataTypes }: Message<typeof CREATE_TYPE>,
  service: Service,
): object {
  const id = given ?? randomUUID();
  if (given !== undefined) checkId(given, 'SUBSCRIPTION');
  if (subscriber.subscriptions.has(id)) throw alreadyExists(`Subscription ${id} already exists.`);
  if (!user) throw invalid('MISSING_USER', 'The user is missing.', [{ field: 'user', description: 'Required.' }]);
  const healthUserId = /^users\/([A-Za-z0-9-]{1,63})$/.exec(user)?.[1];
  if (healthUserId === undefined || healthUserId === 'me') {
    throw invalid('INVALID_USER_RESOURCE_NAME', `Invalid user resource name: ${user}`);
  }
  const subscription = { id, healthUserId, dataTypes: checkManualTypes(subscriber, dataTypes, service) };
  subscriber.subscriptions.set(id, subscription);
  return subscriptionMessage(subscriber.id, subscription);
}

/** Full names of types are refused, as measured. The subscriber needs the policy `MANUAL` for each type. */
function checkManualTypes(
  { configs }: WebhookSubscriber,
  types: readonly string[] | undefined,
  { switches }: Service,
): string[] {
  const checked = checkDataTypes(types, switches);
  for (const type of checked) {
    const config = configs.find(({ dataTypes }) => dataTypes.includes(type));
    if (config?.subscriptionCreatePolicy !== 'MANUAL') {
      throw invalid('INVALID_DATA_TYPE', `The subscriber has no manual subscriptions of data type ${type}.`);
    }
  }
  return checked;
}

function findSubscription({ subscriptions }: WebhookSubscriber, id = ''): WebhookSubscription {
  const subscription = subscriptions.get(id);
  if (!subscription) throw notFound();
  return subscription;
}
