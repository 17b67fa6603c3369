import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';

/** A kind of row that holds sealed text. */
export const SEALED_KINDS = ['connection', 'pending-revocation', 'authorization'] as const;

export type SealedKind = (typeof SEALED_KINDS)[number];

export interface SealedRow {
  /** Of the row; leads to the next page. */
  readonly id: string;
  /** What the text is sealed for: the connection's id, or the hash of the state. */
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

/** Walks through sealed text of every kind while others write it. */
@Injectable()
export class SealedRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** Rows whose text does not begin with `prefix`, ordered by id. */
  page(kind: SealedKind, prefix: string, limit: number, after = ''): Promise<SealedRow[]> {
    const { table, id, identity, sealed } = PLACES[kind];
    return this.dataSource.query<SealedRow[]>(
      `SELECT ${id} AS id, ${identity} AS identity, ${sealed} AS sealed FROM ${table}
       WHERE NOT starts_with(${sealed}, $1) AND ${id} COLLATE "C" > $2 ORDER BY ${id} COLLATE "C" LIMIT $3`,
      [prefix, after, limit],
    );
  }

  /** Writes nothing and returns `false` when the row is gone or holds another text by now. */
  async replace(kind: SealedKind, { id: rowId, sealed: before }: SealedRow, after: string): Promise<boolean> {
    const { table, id, sealed } = PLACES[kind];
    const [, affected] = await this.dataSource.query<[unknown, number]>(
      `UPDATE ${table} SET ${sealed} = $3 WHERE ${id} = $1 AND ${sealed} = $2`,
      [rowId, before, after],
    );
    return affected === 1;
  }
}
