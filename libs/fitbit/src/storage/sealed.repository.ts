import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';

/** The kinds of rows that hold sealed text. */
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

interface Place {
  readonly table: string;
  readonly id: string;
  readonly identity: string;
  readonly sealed: string;
}

const PLACES: Readonly<Record<SealedKind, Place>> = {
  connection: { table: 'fitbit_connection', id: 'id::text', identity: 'id', sealed: 'sealed_tokens' },
  'pending-revocation': {
    table: 'fitbit_pending_revocation',
    id: 'id::text',
    identity: 'connection_id',
    sealed: 'sealed_tokens',
  },
  authorization: {
    table: 'fitbit_authorization',
    id: 'state_hash',
    identity: 'state_hash',
    sealed: 'sealed_verifier',
  },
};

/** Pages through all sealed texts while other processes write them, to seal them with another key. */
@Injectable()
export class SealedRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** A page of the rows whose text does not begin with `prefix`, ordered by id. */
  page(kind: SealedKind, prefix: string, limit: number, after = ''): Promise<SealedRow[]> {
    const { table, id, identity, sealed } = PLACES[kind];
    return this.dataSource.query<SealedRow[]>(
      `SELECT ${id} AS id, ${identity} AS identity, ${sealed} AS sealed FROM ${table}
       WHERE NOT starts_with(${sealed}, $1) AND ${id} COLLATE "C" > $2 ORDER BY ${id} COLLATE "C" LIMIT $3`,
      [prefix, after, limit],
    );
  }

  /**
   * Compare-and-set.
   *
   * @returns `false`, and nothing is written, when the row is gone or its text was replaced since it was read.
   */
  async replace(kind: SealedKind, { id: rowId, sealed: before }: SealedRow, after: string): Promise<boolean> {
    const { table, id, sealed } = PLACES[kind];
    const [, affected] = await this.dataSource.query<[unknown, number]>(
      `UPDATE ${table} SET ${sealed} = $3 WHERE ${id} = $1 AND ${sealed} = $2`,
      [rowId, before, after],
    );
    return affected === 1;
  }
}
