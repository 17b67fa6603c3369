import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { CONNECTION_QUEUE, type DepartureJob } from '../connection/connection.queue';
import { DepartureService } from '../connection/departure.service';

/** Ends the grants of removed connections. */
@Processor(CONNECTION_QUEUE)
export class ConnectionProcessor {
  constructor(private readonly departures: DepartureService) {}

  @Process({ concurrency: 2 })
  run(job: Job<DepartureJob>): Promise<void> {
    return this.departures.revoke(job.data.departureId);
  }
}
