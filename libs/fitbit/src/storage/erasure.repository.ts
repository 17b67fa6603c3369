/** How many rows of a user were deleted, by what they were. */
export interface ErasedRows {
  readonly connections: number;
  readonly dataPoints: number;
  readonly ledgerLines: number;
  readonly fetchFailures: number;
  readonly suspectAnswers: number;
  /** Notifications that waited in the inbox. */
  readonly pendingUpdates: number;
  readonly authorizations: number;
}

export interface Erasure {
  readonly rows: ErasedRows;
  /** What was erased beside the rows may be found by it; `undefined` when the user was not connected. */
  readonly connectionId: string | undefined;
  /** The sealed grant that waits for its revocation, and nothing else of the user. */
  readonly departureId: string | undefined;
}

export abstract class ErasureRepository {
  /** In one transaction, and after every answer that is being stored: none is stored later. */
  abstract erase(userId: string, now: Date): Promise<Erasure>;
}
