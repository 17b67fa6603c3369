/**
 * The statements at which a process can be killed. The patterns are broad, so that a statement that is rewritten is still
 * found; a run says when none was sent.
 */
export const STATEMENTS = {
  /** Stores an answer. */
  store: /\bINSERT INTO "?fitbit_data_point\b/i,
  /** Puts notifications into the inbox. */
  receive: /\bINSERT INTO "?fitbit_pending_update\b/i,
  /** Moves notifications from the inbox into the ledger. */
  take: /\bDELETE FROM "?fitbit_pending_update\b/i,
  /** Takes the lease on a refresh, or ends it. */
  lease: /\bUPDATE "?fitbit_connection\b[^]*SET refresh_lease/i,
  /** Replaces the tokens: the upstream has answered, and nothing is stored. */
  tokens: /\bUPDATE "?fitbit_connection\b[^]*sealed_tokens/i,
  /** Begins or ends an authorization. */
  authorization: /\b(?:INSERT INTO|DELETE FROM) "?fitbit_authorization\b/i,
  /** Stores a new connection. */
  connect: /\bINSERT INTO "?fitbit_connection\b/i,
  /** Removes a connection, and keeps its grant. */
  disconnect: /\bINSERT INTO "?fitbit_pending_revocation\b/i,
  /** Removes a grant that was revoked. */
  revoke: /\bDELETE FROM "?fitbit_pending_revocation\b/i,
  /** Ends any transaction. */
  commit: /^\s*COMMIT\b/i,
} as const satisfies Readonly<Record<string, RegExp>>;

export type StatementName = keyof typeof STATEMENTS;

export const STATEMENT_NAMES = Object.keys(STATEMENTS) as readonly StatementName[];

/** When a process kills itself. */
export interface KillPoint {
  readonly statement: StatementName;
  /** Before it is sent, or after it is answered and before the program knows. */
  readonly when: 'before' | 'after';
  /** The first, second … execution from now on. */
  readonly occurrence: number;
}
