/** A kind of row that holds sealed text. */
export const SEALED_KINDS = ['connection', 'departure', 'authorization'] as const;
export type SealedKind = (typeof SEALED_KINDS)[number];

export interface SealedRow {
  /** Of the row; leads to the next page. */
  readonly id: string;
  /** What the text is sealed for: the connection's id, or the hash of the state. */
  readonly identity: string;
  readonly sealed: string;
}

/** Walks through sealed text of every kind while others write it. */
export abstract class SealedRepository {
  /** Rows whose text does not begin with `prefix`, ordered by id. */
  abstract page(kind: SealedKind, prefix: string, limit: number, after: string | undefined): Promise<SealedRow[]>;
  /** Writes nothing and returns `false` when the row is gone or holds another text by now. */
  abstract replace(kind: SealedKind, row: SealedRow, sealed: string): Promise<boolean>;
}
