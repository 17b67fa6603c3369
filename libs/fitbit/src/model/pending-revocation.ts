/**
 * A grant that was given up and must still be revoked upstream. It is all that remains of a removed connection, or of the
 * account that a connection had before.
 */
export interface PendingRevocation {
  readonly id: string;
  readonly connectionId: string;
  /** The host's id of the user; `null` once the user is erased. */
  readonly userId: string | null;
  readonly upstream: string;
  readonly upstreamUserId: string;
  readonly sealedTokens: string;
  readonly disconnectedAt: Date;
}
