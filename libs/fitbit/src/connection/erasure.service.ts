import { Injectable, Logger } from '@nestjs/common';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ErasureRepository, type ErasedRows } from '../storage/erasure.repository';
import { RevocationService } from './revocation.service';

/** What {@link FitbitService.erase} deleted. */
export interface ErasureReceipt {
  /** The host's id of the user. */
  readonly userId: string;
  readonly erasedAt: Date;
  /** Numbers of rows, by what they were. */
  readonly rows: ErasedRows;
  /** Queued jobs; `undefined` when Redis could not be asked: they end by themselves, without effect. */
  readonly jobs: number | undefined;
  /**
   * `queued`: the sealed grant waits for its revocation, with the upstream's id of the user and without the host's;
   * after 24 hours in vain it is dropped. `none`: there was no connection; the grant of one that was disconnected
   * earlier may still wait in the same way.
   */
  readonly revocation: 'queued' | 'none';
}

/** Deletes everything of a user. */
@Injectable()
export class ErasureService {
  private readonly logger = new Logger(ErasureService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly revocations: RevocationService,
    private readonly erasures: ErasureRepository,
  ) {}

  async erase(userId: string): Promise<ErasureReceipt> {
    const erasedAt = this.options.clock.now();
    const { rows, connectionId, revocationId } = await this.erasures.erase(userId, erasedAt);
    if (connectionId === undefined || revocationId === undefined) {
      return { userId, erasedAt, rows, jobs: 0, revocation: 'none' };
    }
    await this.revocations.announceAndQueue(userId, connectionId, revocationId);
    const jobs = await this.revocations.cancelJobs(connectionId).catch((error: Error) => {
      this.logger.error(error.message, error.stack);
      return undefined;
    });
    return { userId, erasedAt, rows, jobs, revocation: 'queued' };
  }
}
