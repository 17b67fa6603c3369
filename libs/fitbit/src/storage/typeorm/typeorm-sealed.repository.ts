import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../../options/tokens';
import { type SealedKind, SealedRepository, type SealedRow } from '../sealed.repository';

interface Place {
  readonly table: string;
  readonly id: string;
  readonly identity: string;
  readonly sealed: string;
}

const PLACES: Readonly<Record<SealedKind, Place>> = {
  connection: { table: 'user_fitbit', id: 'id::text', identity: 'id', sealed: 'sealed_tokens' },
  departure: { table: 'fitbit_departure', id: 'id::text', identity: 'connection_id', sealed: 'sealed_tokens' },
  authorization: {
    table: 'fitbit_authorization',
    id: 'state_hash',
    identity: 'state_hash',
    sealed: 'sealed_verifier',
  },
};

@Injectable()
export class TypeOrmSealedRepository extends SealedRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {
    super();
  }

  override page(kind: SealedKind, prefix: string, limit: number, after = ''): Promise<SealedRow[]> {
    const { table, id, identity, sealed } = PLACES[kind];
    return this.dataSource.query<SealedRow[]>(
      `SELECT ${id} AS id, ${identity} AS identity, ${sealed} AS sealed FROM ${table}
       WHERE NOT starts_with(${sealed}, $1) AND ${id} COLLATE "C" > $2 ORDER BY ${id} COLLATE "C" LIMIT $3`,
      [prefix, after, limit],
    );
  }

  override async replace(kind: SealedKind, { id: rowId, sealed: before }: SealedRow, after: string): Promise<boolean> {
    const { table, id, sealed } = PLACES[kind];
    const [, affected] = await this.dataSource.query<[unknown, number]>(
      `UPDATE ${table} SET ${sealed} = $3 WHERE ${id} = $1 AND ${sealed} = $2`,
      [rowId, before, after],
    );
    return affected === 1;
  }
}
