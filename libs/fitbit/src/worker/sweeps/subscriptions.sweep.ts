import { Injectable } from '@nestjs/common';
import { SubscriptionConvergence } from '../../subscriptions/subscription-convergence';
import { Sweep } from './sweep';

/** Restores subscriptions that the upstream has dropped, and ends those that are no longer wanted. */
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
