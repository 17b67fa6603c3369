/** Request parameters by name; `undefined` omits one. */
export type Parameters = Record<string, string | undefined>;

export function definedOnly(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
