import { Injectable } from '@nestjs/common';
import { addDays } from '../model/civil-date';
import { CATALOGUE } from '../model/catalogue';
import type { Connection } from '../model/connection';
import { EMPTY_COVERAGE, holes, type Ledger } from '../model/coverage';
import { type DateRange, daysIn, totalDays } from '../model/date-range';
import type { ImportProgress, ResourceProgress, ResourceStatus } from '../model/progress';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { LedgerRepository } from '../storage/ledger.repository';
import { availabilityFor } from '../upstream/availability-for';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { ImportOutlook } from './import-outlook';
import { historyRange } from './history-range';

/** Reads from the ledger how far the import of a history has come. */
@Injectable()
export class ProgressService {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly upstream: FitbitUpstream,
    private readonly connections: ConnectionRepository,
    private readonly ledger: LedgerRepository,
    private readonly outlook: ImportOutlook,
  ) {}

  /** `undefined` for a user who is not connected. */
  async findProgress(userId: string): Promise<ImportProgress | undefined> {
    const connection = await this.connections.findByUser(userId);
    return connection && this.readProgress(connection);
  }

  private async readProgress(connection: Connection): Promise<ImportProgress> {
    const { from, to: today } = historyRange(connection, this.options.clock.now(), this.options);
    // Today is left out. The history of a user who joined today has no days and is complete.
    const range = { from, to: addDays(today, -1) };
    const [ledger, failures] = await Promise.all([
      this.ledger.read(connection.id),
      this.ledger.listFailures(connection.id),
    ]);
    const resources = CATALOGUE.map(({ name }) => this.resourceProgress(name, connection, ledger, range));
    const sum = (pick: (resource: ResourceProgress) => number) => resources.reduce((total, r) => total + pick(r), 0);
    const complete = resources.every(({ status }) => status !== 'importing');
    const outlook = await this.outlook.estimate(connection, { complete, ledger, failures, resources });
    return {
      state: connection.state,
      from: range.from,
      through: range.to,
      doneDays: sum((resource) => resource.doneDays),
      totalDays: sum((resource) => resource.totalDays),
      complete,
      ...outlook,
      resources,
      failures,
    };
  }

  private resourceProgress(
    name: ResourceName,
    connection: Connection,
    ledger: Ledger,
    range: DateRange,
  ): ResourceProgress {
    const availability = availabilityFor(this.upstream, name, connection);
    const selected = this.options.resources.includes(name);
    if (!selected || availability !== 'available') {
      const status: ResourceStatus = availability === 'available' ? 'not_selected' : availability;
      return { resource: name, status, doneDays: 0, totalDays: 0 };
    }
    const missing = holes(range, ledger.get(name) ?? EMPTY_COVERAGE);
    const status = missing.length === 0 ? 'complete' : 'importing';
    const days = Math.max(0, daysIn(range));
    return { resource: name, status, doneDays: days - totalDays(missing), totalDays: days };
  }
}
