/** The item at `index`. A spec that expects one fails here if there is none. */
export function itemAt<T>(items: readonly T[], index = 0): T {
  const item = items.at(index);
  if (item === undefined) throw new Error(`There is no item ${index} among ${items.length}.`);
  return item;
}

/** The header or the claims of a JWT. */
export function jwtSegment(token: unknown, index: number): Record<string, unknown> {
  const segment = itemAt(String(token).split('.'), index);
  return JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>;
}
