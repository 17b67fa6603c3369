import { checkScope } from '../caller';
import { notFound, validation } from '../errors/errors';
import type { Call, RegisterRoute } from '../routes';
import { type Collection, isCollection, NEEDED_SCOPES } from './collections';
import { SUBSCRIBER_ID } from './subscriber';
import type { FitbitSubscription, SubscriptionStore } from './subscription-store';

const LONGEST_ID = 50;

/** @see https://dev.fitbit.com/build/reference/web-api/subscription/create-subscription/ */
export function registerSubscriptions(route: RegisterRoute, store: SubscriptionStore): void {
  for (const collection of ['', ':collection/']) {
    const base = `/1/user/:user/${collection}apiSubscriptions`;
    route({ path: `${base}.json`, handle: (call) => list(call, store) });
    route({ verb: 'POST', path: `${base}/:id.json`, handle: (call) => create(call, store) });
    route({ verb: 'DELETE', path: `${base}/:id.json`, handle: (call) => remove(call, store) });
  }
}

function create(call: Call, store: SubscriptionStore): object {
  const { params, person, reply, service } = call;
  const collectionType = collectionIn(call);
  checkScope(call, NEEDED_SCOPES[collectionType]);
  const { id = '' } = params;
  if (id.length > LONGEST_ID) throw validation('subscription-id', `Subscription id longer than ${LONGEST_ID}: ${id}`);
  const subscriberId = subscriberIn(call) ?? SUBSCRIBER_ID;
  const wanted: FitbitSubscription = {
    collectionType,
    ownerId: person.legacyUserId,
    ownerType: 'user',
    subscriberId,
    subscriptionId: id,
  };
  const { status, subscription } = store.create(wanted);
  void reply.code(status);
  if (status !== 409 || (service.switches.conflictShowsSubscription && subscription.ownerId === wanted.ownerId)) {
    return subscription;
  }
  throw validation('subscription', `Conflict with an existing subscription: ${subscription.subscriptionId}`, 409);
}

/** Lists the user's subscriptions, optionally of one subscriber and one collection. */
function list(call: Call, store: SubscriptionStore): object {
  const subscriberId = subscriberIn(call);
  const collection = call.params.collection === undefined ? undefined : collectionIn(call);
  const apiSubscriptions = store
    .listFor(call.person.legacyUserId)
    .filter((one) => collection === undefined || one.collectionType === collection)
    .filter((one) => subscriberId === undefined || one.subscriberId === subscriberId);
  return { apiSubscriptions };
}

function remove(call: Call, store: SubscriptionStore): undefined {
  const { params, person, reply } = call;
  const subscriberId = subscriberIn(call) ?? SUBSCRIBER_ID;
  if (!store.delete(person.legacyUserId, collectionIn(call), subscriberId, params.id ?? '')) throw notFound();
  void reply.code(204);
}

/** A path without a collection means all of them, under the name `user`. */
function collectionIn({ params: { collection } }: Call): Collection {
  if (collection === undefined) return 'user';
  if (isCollection(collection) && collection !== 'user') return collection;
  throw validation('collection', `Invalid collection: ${collection}`);
}

function subscriberIn({ request: { headers } }: Call): string | undefined {
  const id = headers['x-fitbit-subscriber-id'];
  if (id === undefined || id === SUBSCRIBER_ID) return id;
  throw validation('X-Fitbit-Subscriber-Id', `Invalid subscriber id: ${String(id)}`);
}
