import { randomUUID } from 'node:crypto';
import { METHODS } from '../auth/methods';
import { alreadyExists, invalid, invalidArgument, notFound } from '../errors/errors';
import { GoogleError } from '../errors/google-error';
import { type Message, type MessageType, readMessage, snakeCase } from '../json/message';
import type { RegisterRoute } from '../routes';
import type { Service } from '../service';
import { pageOf } from './list-page';
import { subscriberMessage, type WebhookSubscriber } from './subscriber';
import { checkConfigs, checkEndpoint, checkId, checkProject, checkSecret, CONFIG_TYPE } from './subscriber-checks';

const AUTHORIZATION_TYPE = { secret: 'string', secretSet: 'boolean' } as const satisfies MessageType;
const CREATE_TYPE = {
  endpointUri: 'string',
  subscriberConfigs: [CONFIG_TYPE],
  endpointAuthorization: AUTHORIZATION_TYPE,
} as const satisfies MessageType;
/** The resource. Its output-only members are accepted and ignored. */
const SUBSCRIBER_TYPE = {
  ...CREATE_TYPE,
  name: 'string',
  state: 'string',
  createTime: 'timestamp',
  updateTime: 'timestamp',
} as const satisfies MessageType;

const PACKAGE = 'type.googleapis.com/google.devicesandservices.health.v4';
const UPDATABLE = ['endpointUri', 'subscriberConfigs', 'endpointAuthorization'] as const;

type Updatable = (typeof UPDATABLE)[number];

/** The methods of `projects.subscribers`. */
export function registerSubscribers(route: RegisterRoute<void>): void {
  const collection = '/projects/:project/subscribers';
  route({
    verb: 'POST',
    path: collection,
    method: METHODS.createSubscriber,
    query: { subscriberId: 'string' },
    handle: ({ params, query, body, service }) => {
      checkProject(params.project, 'parent');
      return create(query.subscriberId, readMessage(CREATE_TYPE, body), service);
    },
  });
  route({
    verb: 'GET',
    path: collection,
    method: METHODS.listSubscribers,
    query: { pageSize: 'int32', pageToken: 'string' },
    handle: ({ params, query, service }) => {
      checkProject(params.project, 'parent');
      const all = [...service.webhooks.subscribers.values()];
      const { items, ...page } = pageOf(all, query, 'subscribers', service);
      if (all.length === 0) return {};
      return { subscribers: items.map(subscriberMessage), ...page, totalSize: all.length };
    },
  });
  route({
    verb: 'PATCH',
    path: `${collection}/:subscriber`,
    method: METHODS.updateSubscriber,
    query: { updateMask: 'string' },
    handle: (call) => update(findSubscriber(call, 'name'), readMessage(SUBSCRIBER_TYPE, call.body), call),
  });
  route({
    verb: 'DELETE',
    path: `${collection}/:subscriber`,
    method: METHODS.deleteSubscriber,
    query: { force: 'boolean' },
    handle: (call) => remove(findSubscriber(call, 'name'), call.query.force ?? false, call.service),
  });
  route({
    verb: 'GET',
    path: `${collection}/:subscriber`,
    method: METHODS.getSubscriber,
    query: {},
    exists: ({ switches }) => switches.readableSubscriber,
    handle: (call) => subscriberMessage(findSubscriber(call, 'name')),
  });
}

/** The subscriber that the path names. */
export function findSubscriber(
  { params, service }: { readonly params: Readonly<Record<string, string>>; readonly service: Service },
  part: 'parent' | 'name',
): WebhookSubscriber {
  checkProject(params.project, part);
  const subscriber = service.webhooks.subscribers.get(params.subscriber ?? '');
  if (!subscriber) throw notFound();
  return subscriber;
}

async function create(
  given: string | undefined,
  payload: Message<typeof CREATE_TYPE>,
  service: Service,
): Promise<object> {
  const { webhooks, switches, now } = service;
  const id = given ?? randomUUID();
  if (given !== undefined) checkId(given, 'SUBSCRIBER');
  const checkFree = (): void => {
    if (webhooks.subscribers.has(id)) throw alreadyExists(`Subscriber ${id} already exists.`);
  };
  checkFree();
  const endpointUri = checkEndpoint(payload.endpointUri);
  const secret = checkSecret(payload.endpointAuthorization?.secret);
  const configs = checkConfigs(payload.subscriberConfigs, switches);
  await webhooks.verify({ endpointUri, secret });
  checkFree(); // another request may have been faster
  const subscriber: WebhookSubscriber = {
    id,
    createdAtMs: now(),
    updatedAtMs: now(),
    subscriptions: new Map(),
    endpointUri,
    secret,
    configs,
    state: 'ACTIVE',
    failures: 0,
  };
  webhooks.subscribers.set(id, subscriber);
  return changed(subscriber, service);
}

async function update(
  subscriber: WebhookSubscriber,
  message: Message<typeof SUBSCRIBER_TYPE>,
  { query, service }: { readonly query: { readonly updateMask?: string }; readonly service: Service },
): Promise<object> {
  const { webhooks, switches, now } = service;
  const fields = readMask(query.updateMask, message);
  if (fields.has('subscriberConfigs') && !switches.patchableSubscriberConfigs) throw invalidArgument();
  const endpointUri = fields.has('endpointUri') ? checkEndpoint(message.endpointUri) : subscriber.endpointUri;
  const secret = fields.has('endpointAuthorization')
    ? checkSecret(message.endpointAuthorization?.secret)
    : subscriber.secret;
  const configs = fields.has('subscriberConfigs')
    ? checkConfigs(message.subscriberConfigs, switches)
    : subscriber.configs;
  if (fields.has('endpointUri') || fields.has('endpointAuthorization')) {
    await webhooks.verify({ endpointUri, secret });
    Object.assign(subscriber, { endpointUri, secret, state: 'ACTIVE', failures: 0 });
  }
  Object.assign(subscriber, { configs, updatedAtMs: now() });
  return changed(subscriber, service);
}

function remove({ id, subscriptions }: WebhookSubscriber, force: boolean, { webhooks, switches }: Service): object {
  if (subscriptions.size > 0 && !force) {
    throw new GoogleError('FAILED_PRECONDITION', 'The subscriber still has subscriptions. Use force to delete them.');
  }
  webhooks.subscribers.delete(id);
  if (!switches.subscriberOperations) return {};
  return { done: true, response: { '@type': 'type.googleapis.com/google.protobuf.Empty' } };
}

/** A finished `Operation`. Its exact type is unconfirmed. */
function changed(subscriber: WebhookSubscriber, { switches }: Service): object {
  const message = subscriberMessage(subscriber);
  if (!switches.subscriberOperations) return message;
  return { done: true, response: { '@type': `${PACKAGE}.Subscriber`, ...message } };
}

/** The fields to change: those of the mask, or all that were sent when there is no mask. */
function readMask(mask: string | undefined, message: Message<typeof SUBSCRIBER_TYPE>): ReadonlySet<Updatable> {
  if (mask === undefined || mask === '') return new Set(UPDATABLE.filter((field) => message[field] !== undefined));
  const fields = mask.split(',').map((path) => {
    const [name] = path.trim().split('.', 1);
    const field = UPDATABLE.find((one) => one === name || snakeCase(one) === name);
    if (!field) throw invalid('INVALID_FIELD_MASK_DATA', `Invalid field mask: ${path}`);
    return field;
  });
  return new Set(fields);
}
