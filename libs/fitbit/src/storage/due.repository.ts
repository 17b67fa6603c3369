import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, LessThanOrEqual } from 'typeorm';
import { type Connection, type ReadFrom, usableUpstream } from '../model/connection';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { connectionOf, type ConnectionRow } from './connection-row';
import { LIST_DUE, makeDue, postponeHoles, SET_BACK } from './due.sql';
import { UserFitbit } from './entities/user-fitbit.entity';
import { NIL_UUID } from './nil-uuid';

/** `holes`: days that are not fetched yet. `recent` and `all`: days that are read again because they may still change. */
export type DueKind = keyof typeof LIST_DUE;

/** An active connection and since when it has been due. */
export interface DueConnection {
  readonly connection: Connection;
  /** PostgreSQL's own text of the time: a `Date` loses microseconds. */
  readonly dueSince: string;
}

export interface DuePage {
  /** Due at this time or earlier. */
  readonly by: Date;
  readonly limit: number;
  /** The last one of the previous page. */
  readonly after?: DueConnection | undefined;
}

const MARKED_AT_ONCE = 5_000;

/** When the sweeps have to look at each connection next. Every list is read through an index, so it costs what is due. */
@Injectable()
export class DueRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: ReadFrom,
  ) {}

  /** A page of the active connections of the configured upstream that are due, the longest waiting first. */
  async list(kind: DueKind, { by, limit, after }: DuePage): Promise<DueConnection[]> {
    const rows = await LIST_DUE[kind](this.dataSource, {
      upstream: usableUpstream(this.options),
      by,
      limit,
      afterDue: after?.dueSince ?? '-infinity',
      afterId: after?.connection.id ?? NIL_UUID,
    });
    return rows.map((row: ConnectionRow & { due_since: string }) => ({
      connection: connectionOf(row),
      dueSince: row.due_since,
    }));
  }

  /**
   * Sets when a connection may lack days again. Compare-and-set: a connection that became due otherwise since it was
   * listed, by a new grant or another time zone, stays due.
   */
  async postponeHoles({ connection, dueSince }: DueConnection, until: Date): Promise<void> {
    await postponeHoles(this.dataSource, { connection: connection.id, dueSince, until });
  }

  /**
   * Makes every connection of the configured upstream due for a look at its holes. A row that is locked at the moment
   * keeps its time.
   */
  async makeAllHolesDue(): Promise<void> {
    for (let after: string | null = NIL_UUID; after !== null;) {
      const { upstream } = this.options;
      const [page]: { last: string | null }[] = await makeDue(this.dataSource, {
        upstream,
        after,
        limit: MARKED_AT_ONCE,
      });
      after = page?.last ?? null;
    }
  }

  /**
   * Claims the next reading of the days that may still change: the most recent ones, or all of them. A claim on all
   * counts for the recent ones too.
   *
   * @returns `true` for exactly one caller, over all processes, when the last claim is from `notSince` or earlier.
   */
  async claimReread(id: string, what: 'recent' | 'all', now: Date, notSince: Date): Promise<boolean> {
    const rows = this.dataSource.getRepository(UserFitbit);
    const due = LessThanOrEqual(notSince);
    const { affected } =
      what === 'all'
        ? await rows.update({ id, rereadAllAt: due }, { rereadAllAt: now, rereadAt: now })
        : await rows.update({ id, rereadAt: due }, { rereadAt: now });
    return affected === 1;
  }

  /**
   * Makes connections due whose time is after `latest`. Only a clock that is wrong can have written it, and it would keep
   * them from being looked at.
   */
  async setBackFuture(kind: DueKind, now: Date, latest: Date): Promise<void> {
    await SET_BACK[kind](this.dataSource, { upstream: this.options.upstream, now, latest });
  }
}
