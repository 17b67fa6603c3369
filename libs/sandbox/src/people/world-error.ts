/** What the caller of the world got wrong: control routes answer 404 for `unknown-person`, 400 for the rest. */
export type WorldErrorCode = 'unknown-person' | 'unknown-resource' | 'bad-date' | 'bad-value';

/** A request to the world that cannot be met. The text names the offender and what would have been right. */
export class WorldError extends Error {
  override readonly name = 'WorldError';

  constructor(
    readonly code: WorldErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Thrown for an id that belongs to none of the people. */
export function unknownPerson(id: string): WorldError {
  return new WorldError('unknown-person', `Nobody here is called "${id}".`);
}
