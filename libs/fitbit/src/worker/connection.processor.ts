import { OnQueueFailed, Process, Processor } from '@nestjs/bull';
import { Logger } from '@nestjs/common';
import type { Job } from 'bull';
import {
  CONNECTION_QUEUE,
  DEPART_JOB,
  type DepartureJob,
  SUBSCRIBE_JOB,
  type SubscribeJob,
} from '../connection/connection.queue';
import { DepartureService } from '../connection/departure.service';
import { SubscriptionService } from '../subscriptions/subscription.service';

/** Subscribes new connections and ends the grants of removed ones. */
@Processor(CONNECTION_QUEUE)
export class ConnectionProcessor {
  private readonly logger = new Logger(ConnectionProcessor.name);

  constructor(
    private readonly departures: DepartureService,
    private readonly subscriptions: SubscriptionService,
  ) {}

  @Process({ name: SUBSCRIBE_JOB, concurrency: 2 })
  subscribe(job: Job<SubscribeJob>): Promise<void> {
    return this.subscriptions.subscribe(job.data.connectionId);
  }

  @Process({ name: DEPART_JOB, concurrency: 2 })
  depart(job: Job<DepartureJob>): Promise<void> {
    return this.departures.carryOut(job.data.departureId);
  }

  @OnQueueFailed()
  failed(job: Job<SubscribeJob | DepartureJob>, error: Error): void {
    this.logger.warn(`Job ${job.name} failed, attempt ${job.attemptsMade} of ${job.opts.attempts}: ${error.message}`);
  }
}
