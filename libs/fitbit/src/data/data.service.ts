import { Injectable } from '@nestjs/common';
import { NotConnectedError, ScopeMissingError, UpstreamGoneError } from '../errors/fitbit.errors';
import type { Connection } from '../model/connection';
import type { Resource } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { SeriesRepository, type StoredValue } from '../storage/series.repository';
import { historyRange, todayOf } from '../sync/planner';
import { UpstreamSessions } from '../sync/upstream-sessions';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import type { ReadRange } from './period';

/** Reads series: from our own tables when subscribing (S6), otherwise from the upstream live. */
@Injectable()
export class DataService {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly series: SeriesRepository,
    private readonly sessions: UpstreamSessions,
    private readonly upstream: FitbitUpstream,
  ) {}

  /** Stored data are served to a user who has disconnected; live reads need a connection that works. */
  async usable(userId: string): Promise<boolean> {
    return this.options.subscribe || (await this.connections.findByUser(userId))?.state === 'active';
  }

  /** The day it is for the user. */
  async today(userId: string): Promise<string> {
    const connection = await this.connections.findByUser(userId);
    return todayOf({ timeZone: connection?.timeZone ?? null }, this.options.clock.now());
  }

  /**
   * Oldest first. A resource that the upstream does not have is empty.
   *
   * @throws NotConnectedError, ScopeMissingError and the errors of the upstream, for live reads.
   */
  async read(userId: string, resource: Resource, range: ReadRange): Promise<StoredValue[]> {
    if (this.options.subscribe) return this.series.range(userId, resource.name, range.from, range.to);
    const connection = await this.connections.findByUser(userId);
    if (connection?.state === 'upstream_gone') throw new UpstreamGoneError();
    if (connection?.state !== 'active') throw new NotConnectedError(userId);
    return this.readLive(connection, resource, range);
  }

  private async readLive(connection: Connection, { name }: Resource, { from, to }: ReadRange): Promise<StoredValue[]> {
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
