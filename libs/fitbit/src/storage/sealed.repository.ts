import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { durableTransaction } from './durable-transaction';
import { NIL_UUID } from './nil-uuid';

/**
 * The kinds of rows that hold sealed text. A disconnect moves a text from a connection to a pending revocation, so a walk in
 * this order meets it in one of the two.
 */
export const SEALED_KINDS = ['connection', 'pending-revocation', 'authorization'] as const;

export type SealedKind = (typeof SEALED_KINDS)[number];

/** One sealed text. */
export interface SealedRow {
  /** The id of the row, and the cursor of the next page. */
  readonly id: string;
  /** The additional data of the seal: the connection's id, or the hash of the `state`. */
  readonly identity: string;
  readonly sealed: string;
}

/** A row and the text that replaces its own. */
export interface Replacement extends SealedRow {
  readonly replacement: string;
}

interface Place {
  readonly table: string;
  readonly id: string;
  /** The type of `id`. With a cast of the column instead, its index is of no use. */
  readonly type: 'uuid' | 'varchar';
  /** Comes before every id. */
  readonly first: string;
  readonly identity: string;
  readonly sealed: string;
}

const PLACES: Readonly<Record<SealedKind, Place>> = {
  connection: {
    table: 'fitbit_connection',
    id: 'id',
    type: 'uuid',
    first: NIL_UUID,
    identity: 'id',
    sealed: 'sealed_tokens',
  },
  'pending-revocation': {
    table: 'fitbit_pending_revocation',
    id: 'id',
    type: 'uuid',
    first: NIL_UUID,
    identity: 'connection_id',
    sealed: 'sealed_tokens',
  },
  authorization: {
    table: 'fitbit_authorization',
    id: 'state_hash',
    type: 'varchar',
    first: '',
    identity: 'state_hash',
    sealed: 'sealed_verifier',
  },
};

/** Pages through all sealed texts while other processes write them, to seal them with another key. */
@Injectable()
export class SealedRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** A page of the rows whose text does not begin with `prefix`, ordered by id. */
  page(kind: SealedKind, prefix: string, limit: number, after = PLACES[kind].first): Promise<SealedRow[]> {
    const { table, id, type, identity, sealed } = PLACES[kind];
    return this.dataSource.query<SealedRow[]>(
      `SELECT ${id} AS id, ${identity} AS identity, ${sealed} AS sealed FROM ${table}
       WHERE NOT starts_with(${sealed}, $1) AND ${id} > $2::${type} ORDER BY ${id} LIMIT $3`,
      [prefix, after, limit],
    );
  }

  /**
   * Compare-and-set of many rows in one statement, whose commit is on disk before this resolves.
   *
   * A row that is locked is left as it is: waiting for several rows could deadlock with a transaction that locks them in
   * another order, and its text is about to be replaced anyway.
   *
   * @returns how many were written. The others are gone or locked, or their text was replaced since it was read.
   */
  async replace(kind: SealedKind, rows: readonly Replacement[]): Promise<number> {
    const { table, id, type, sealed } = PLACES[kind];
    const update = `
      UPDATE ${table} t SET ${sealed} = free.after FROM (
        SELECT t.${id} AS id, given.after
        FROM ${table} t JOIN unnest($1::${type}[], $2::text[], $3::text[]) AS given (id, before, after)
          ON t.${id} = given.id AND t.${sealed} = given.before
        FOR NO KEY UPDATE OF t SKIP LOCKED
      ) free WHERE t.${id} = free.id`;
    const parameters = [rows.map((row) => row.id), rows.map((row) => row.sealed), rows.map((row) => row.replacement)];
    const [, affected] = await durableTransaction(this.dataSource, (manager) =>
      manager.query<[unknown, number]>(update, parameters),
    );
    return affected;
  }
}
