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
  /** The number of deleted rows of each kind. */
  readonly rows: ErasedRows;
  /**
   * The number of removed jobs. `undefined` when Redis could not be reached; those jobs find no connection and end
   * without effect.
   */
  readonly jobs: number | undefined;
  /**
   * `queued`: the sealed grant is kept until it is revoked, together with the upstream's id of the user but not the
   * host's. It is dropped after 24 hours of failures. `none`: there was no connection. The grant of a connection that
   * was disconnected earlier may still be waiting for its revocation.
   */
  readonly revocation: 'queued' | 'none';
}

/** Deletes all data of a user. */
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
      this.logger.error(
        `The jobs of user ${userId} (connection ${connectionId}) were not removed; they end without effect. ` +
          error.message,
        error.stack,
      );
      return undefined;
    });
    return { userId, erasedAt, rows, jobs, revocation: 'queued' };
  }
}
