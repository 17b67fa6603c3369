import { AuthorizationRefused } from './authorization-refused';

/** A query or form as the HTTP server parsed it. */
export type RawParameters = Readonly<Record<string, unknown>>;

/**
 * Reads a parameter of an authorization request. An empty one counts as not sent.
 *
 * @throws AuthorizationRefused for a repeated parameter
 */
export function optionalParameter(raw: RawParameters, name: string): string | undefined {
  const value = raw[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new AuthorizationRefused('invalid_request', `Parameter must not be repeated: ${name}`);
}

/** The named parameters that were sent, for the hidden fields of a form. */
export function pickParameters(raw: RawParameters, names: readonly string[]): Record<string, string> {
  const sent = names.flatMap((name): [string, string][] => {
    const value = raw[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return Object.fromEntries(sent);
}
