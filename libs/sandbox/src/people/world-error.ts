/** The kind of error. Control routes answer 404 for `unknown-person` and 400 for the others. */
export type WorldErrorCode = 'unknown-person' | 'unknown-resource' | 'bad-date' | 'bad-value';

/** A request that the world cannot fulfil. The message names the wrong value and the allowed ones. */
export class WorldError extends Error {
  override readonly name = 'WorldError';

  constructor(
    readonly code: WorldErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The error for an id that belongs to no person. */
export function unknownPerson(id: string): WorldError {
  return new WorldError('unknown-person', `There is no person "${id}".`);
}
