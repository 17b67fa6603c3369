import { invalid } from '../errors/errors';
import { FilterSyntaxError } from '../filter/filter-error';
import { type Expression, parseFilter, type Restriction } from '../filter/parser';
import type { WebhookSubscription } from './subscriber';

export type SubscriptionFilter = (subscription: WebhookSubscription) => boolean;

const READERS: ReadonlyMap<string, (text: string) => SubscriptionFilter> = new Map([
  ['user', ofUser],
  ['data_type', ofDataType],
]);

function ofUser(name: string): SubscriptionFilter {
  return ({ healthUserId }) => `users/${healthUserId}` === name;
}

function ofDataType(type: string): SubscriptionFilter {
  return ({ dataTypes }) => dataTypes.includes(type);
}

/**
 * Compiles `user = "users/123" AND (data_type = "sleep" OR data_type = "weight")`.
 *
 * @throws GoogleError `INVALID_FILTER_FORMAT`
 */
export function readSubscriptionFilter(text = ''): SubscriptionFilter {
  if (text.trim() === '') return () => true;
  try {
    return compile(parseFilter(text));
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw refused(error.message);
    throw error;
  }
}

function compile(node: Expression): SubscriptionFilter {
  if (node.kind === 'restriction') return restriction(node);
  const parts = node.parts.map(compile);
  return node.kind === 'and'
    ? (subscription) => parts.every((part) => part(subscription))
    : (subscription) => parts.some((part) => part(subscription));
}

function restriction({ member, comparator, argument }: Restriction): SubscriptionFilter {
  const reader = READERS.get(member.text);
  if (!reader) throw refused(`Unknown member '${member.text}'.`);
  if (comparator?.text !== '=' || argument?.kind !== 'string') {
    throw refused(`'${member.text}' must be compared with '=' to a quoted string.`);
  }
  return reader(argument.text);
}

function refused(description: string): Error {
  return invalid('INVALID_FILTER_FORMAT', description, [{ field: 'filter', description }]);
}
