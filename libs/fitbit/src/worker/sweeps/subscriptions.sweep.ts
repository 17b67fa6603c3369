import { Injectable } from '@nestjs/common';
import { SubscriptionConvergence } from '../../subscriptions/subscription-convergence';
import { Sweep } from './sweep';

/** The upstream may have dropped a subscription, or keep one that nobody wants any more. */
@Injectable()
export class SubscriptionsSweep extends Sweep {
  override readonly name = 'subscriptions';

  constructor(private readonly convergence: SubscriptionConvergence) {
    super();
  }

  override repair(signal: AbortSignal): Promise<number> {
    return this.convergence.converge(signal);
  }
}
