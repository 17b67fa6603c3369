import { isLoopbackUri } from '../../oauth/loopback';
import type { Switches } from '../../switches';
import { findDataType } from '../data-types/table';
import { invalid, invalidArgument, malformed, permissionDenied, PROJECT_NUMBER } from '../errors/errors';
import { GoogleError } from '../errors/google-error';
import type { MessageType } from '../json/message';
import type { CreatePolicy, SubscriberConfig } from './subscriber';

/** `SubscriberConfig` of the contract. */
export const CONFIG_TYPE = { dataTypes: ['string'], subscriptionCreatePolicy: 'string' } as const satisfies MessageType;

interface ConfigMessage {
  readonly dataTypes?: readonly string[] | undefined;
  readonly subscriptionCreatePolicy?: string | undefined;
}

const ID = /^[a-z][a-z0-9-]{2,34}[a-z0-9]$/;
const POLICIES: readonly CreatePolicy[] = ['AUTOMATIC', 'MANUAL'];
const HEADER_TEXT = /^[!-~](?:[ -~]*[!-~])?$/;

/**
 * Paths have to contain the project's number. The project's id is refused in two ways.
 *
 * @throws GoogleError 403, or 400 where the path contains a full resource name
 */
export function checkProject(project = '', part: 'parent' | 'name'): void {
  if (project === PROJECT_NUMBER) return;
  if (part === 'parent' || /^\d+$/.test(project)) throw permissionDenied();
  throw new GoogleError('INVALID_ARGUMENT', 'Invalid project number in resource name');
}

/** @throws GoogleError for an id that clients may not choose */
export function checkId(id: string, kind: 'SUBSCRIBER' | 'SUBSCRIPTION'): void {
  if (ID.test(id)) return;
  const name = kind.toLowerCase();
  const description = `The ${name} ID must have 4 to 36 characters and match ${ID.source}.`;
  throw invalid(`INVALID_${kind}_NAME`, description, [{ field: `${name}_id`, description }]);
}

/** @throws GoogleError unless the URI is https or on loopback */
export function checkEndpoint(uri: string | undefined): string {
  const good = uri !== undefined && URL.canParse(uri) && (new URL(uri).protocol === 'https:' || isLoopbackUri(uri));
  if (good) return uri;
  throw malformed([{ field: 'endpoint_uri', description: 'The endpoint URI must be a valid HTTPS URI.' }]);
}

/** @throws GoogleError for a missing secret, or one that is no valid header value */
export function checkSecret(secret: string | undefined): string {
  if (secret !== undefined && HEADER_TEXT.test(secret)) return secret;
  throw malformed([
    { field: 'endpoint_authorization.secret', description: 'The endpoint authorization secret is missing or invalid.' },
  ]);
}

/** @throws GoogleError for an empty list, or a type without notifications */
export function checkDataTypes(types: readonly string[] | undefined, switches: Readonly<Switches>): string[] {
  if (types === undefined) throw invalid('MISSING_DATA_TYPES', 'Data types are missing.');
  if (types.length === 0) throw invalid('DATA_TYPES_CANNOT_BE_EMPTY', 'Data types must not be empty.');
  for (const type of types) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(type)) {
      throw invalid('INVALID_DATA_TYPE_FORMAT', `Invalid data type format: ${type}`);
    }
    if (!findDataType(type, switches)?.webhook) {
      throw invalid('INVALID_DATA_TYPE', `Data type is not supported for notifications: ${type}`);
    }
  }
  return [...new Set(types)];
}

/** @throws GoogleError for an invalid policy, or a data type in two lists */
export function checkConfigs(
  configs: readonly ConfigMessage[] | undefined,
  switches: Readonly<Switches>,
): SubscriberConfig[] {
  const seen = new Set<string>();
  return (configs ?? []).map(({ dataTypes, subscriptionCreatePolicy: given }, index) => {
    const subscriptionCreatePolicy = POLICIES.find((policy) => policy === given);
    if (!subscriptionCreatePolicy) {
      const field = `subscriber_configs[${index}].subscription_create_policy`;
      throw malformed([{ field, description: `Invalid value at '${field}', ${JSON.stringify(given ?? '')}` }]);
    }
    const checked = checkDataTypes(dataTypes, switches);
    if (checked.some((type) => seen.has(type))) throw invalidArgument();
    for (const type of checked) seen.add(type);
    return { dataTypes: checked, subscriptionCreatePolicy };
  });
}
