import { Injectable } from '@nestjs/common';
import { NotConnectedError, ScopeMissingError, UpstreamGoneError } from '../errors/fitbit.errors';
import { resourceOf } from '../model/catalogue';
import { type CivilDate, isCivilDate } from '../model/civil-date';
import type { Connection } from '../model/connection';
import { holes } from '../model/coverage';
import type { DataPoint } from '../model/data-point';
import { type DateRange, normalize, subtract } from '../model/date-range';
import type { Resource, ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { LedgerRepository } from '../storage/ledger.repository';
import { SeriesRepository, type StoredValue } from '../storage/series.repository';
import { historyRange, todayOf } from '../sync/history-range';
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { availabilityFor } from '../upstream/availability-for';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import type { ReadRange } from './period';
import type { Series } from './series';

type SeriesRead = Pick<Series, 'points' | 'notFetched'> & { readonly connection: Connection | undefined };

/** Reads series: stored ones with `subscribe: true` (S6), otherwise live from the upstream. */
@Injectable()
export class DataService {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly ledger: LedgerRepository,
    private readonly series: SeriesRepository,
    private readonly sessions: UpstreamSessions,
    private readonly upstream: FitbitUpstream,
  ) {}

  /** Stored series can be read after a disconnect, too. Live reads need an active connection. */
  async usable(userId: string): Promise<boolean> {
    return this.options.subscribe || (await this.connections.findByUser(userId))?.state === 'active';
  }

  /** Today in the user's time zone. */
  async today(userId: string): Promise<CivilDate> {
    const connection = await this.connections.findByUser(userId);
    return todayOf({ timeZone: connection?.timeZone ?? null }, this.options.clock.now());
  }

  /**
   * The values of a series, oldest first; none when the upstream does not have the resource.
   *
   * @throws NotConnectedError, ScopeMissingError and the errors of the upstream, for live reads.
   */
  async read(userId: string, resource: Resource, range: ReadRange): Promise<StoredValue[]> {
    if (this.options.subscribe) return this.series.readRange(userId, resource.name, range.from, range.to);
    return this.readLive(userId, await this.connections.findByUser(userId), resource, range);
  }

  /** As {@link FitbitService.getSeries}. */
  async readSeries(userId: string, name: ResourceName, range: DateRange): Promise<Series> {
    if (!isCivilDate(range.from) || !isCivilDate(range.to) || range.from > range.to) {
      throw new RangeError('getSeries takes two civil dates, yyyy-MM-dd, the earlier one first.');
    }
    const resource = resourceOf(name);
    const { connection, points, notFetched } = this.options.subscribe
      ? await this.readStored(userId, resource, range)
      : await this.readUnstored(userId, resource, range);
    return { resource: name, availability: this.availability(name, connection), points, notFetched };
  }

  /** As {@link FitbitService.revisions}. */
  revisions(userId: string): Promise<ReadonlyMap<ResourceName, number>> {
    return this.ledger.readRevisions(userId);
  }

  /** As {@link FitbitService.allPoints}. */
  allPoints(userId: string): AsyncIterable<DataPoint> {
    return this.series.readAll(userId);
  }

  private availability(name: ResourceName, connection: Connection | undefined): Series['availability'] {
    const availability = availabilityFor(this.upstream, name, connection);
    const isLeftOut = this.options.subscribe && !this.options.resources.includes(name);
    return availability === 'available' && isLeftOut ? 'not_selected' : availability;
  }

  private async readStored(userId: string, { name }: Resource, range: DateRange): Promise<SeriesRead> {
    const { connection, coverage, points } = await this.series.readRangeWithCoverage(userId, name, range);
    if (connection) return { connection, points, notFetched: holes(range, coverage) };
    // The ledger was deleted with the connection. Only of stored days is it known that they were fetched.
    const stored = normalize(points.map(({ date }) => ({ from: date, to: date })));
    return { connection, points, notFetched: subtract([range], stored) };
  }

  private async readUnstored(userId: string, resource: Resource, range: DateRange): Promise<SeriesRead> {
    const connection = await this.connections.findByUser(userId);
    return { connection, points: await this.readLive(userId, connection, resource, range), notFetched: [] };
  }

  private async readLive(
    userId: string,
    connection: Connection | undefined,
    { name }: Resource,
    { from, to }: ReadRange,
  ): Promise<StoredValue[]> {
    if (connection?.state === 'upstream_gone') throw new UpstreamGoneError();
    if (connection?.state !== 'active') throw new NotConnectedError(userId);
    const availability = this.upstream.availability(name, connection.scopes);
    if (availability === 'not_available') return [];
    if (availability === 'not_consented') throw new ScopeMissingError(name);
    const history = historyRange(connection, this.options.clock.now());
    const window = { from: from ?? history.from, to: to < history.to ? to : history.to };
    if (window.from > window.to) return [];
    const points = await this.sessions.withSession(connection, 'interactive', async (session) => {
      const answers = [];
      for (const request of this.upstream.plan(new Map([[name, [window]]]))) {
        answers.push(await this.upstream.fetch(session, request));
      }
      return answers.flat();
    });
    return points
      .filter(({ resource }) => resource === name)
      .map(({ date, value }) => ({ date, value }))
      .sort((a, b) => (a.date < b.date ? -1 : 1));
  }
}
