import { Command, CommandRunner } from 'nest-commander';
import { FitbitError } from '../errors/fitbit.errors';
import { SubscriptionConvergence } from '../subscriptions/subscription-convergence';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import type { Subscriber, SubscriberRegistry } from '../upstream/port/subscriber-registry';
import { CommandFailure, Terminal } from './terminal';

const ACTIONS = ['status', 'register', 'rotate-secret'] as const;
type Action = (typeof ACTIONS)[number];

/** Tells Google where notifications go, and with which secret. */
@Command({
  name: 'webhooks',
  arguments: '<action>',
  argsDescription: { action: 'status, register, or rotate-secret' },
  description: "show or set the project's subscriber to notifications (Google)",
})
export class WebhooksCommand extends CommandRunner {
  constructor(
    private readonly convergence: SubscriptionConvergence,
    private readonly upstream: FitbitUpstream,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  /** Exit code 1 when our subscriber is missing, or cannot be shown or set; 2 for an unknown action. */
  override run([given]: string[]): Promise<void> {
    return this.terminal.guard(async () => {
      const action = ACTIONS.find((one) => one === given);
      if (!action) throw new CommandFailure(`"${given}" is none of ${ACTIONS.join(', ')}.`, 2);
      try {
        await this.carryOut(action, this.registry());
      } catch (error) {
        throw error instanceof FitbitError ? new CommandFailure(error.message, 1) : error;
      }
    });
  }

  private async carryOut(action: Action, subscribers: SubscriberRegistry): Promise<void> {
    switch (action) {
      case 'status': {
        const found = await subscribers.list();
        if (found.length === 0) this.terminal.print('No subscribers.');
        for (const subscriber of found) this.terminal.print(lineOf(subscriber));
        if (!found.some(({ ours }) => ours)) throw new CommandFailure('Ours is missing: webhooks register.', 1);
        return;
      }
      case 'register':
        this.terminal.print(`The subscriber was ${await this.convergence.register(subscribers)}.`);
        return;
      case 'rotate-secret':
        await subscribers.replaceSecret();
        this.terminal.print('Notifications carry the first of google.webhookSecrets now. The others may be dropped.');
    }
  }

  private registry(): SubscriberRegistry {
    if (this.upstream.subscribers) return this.upstream.subscribers;
    throw new CommandFailure(
      this.upstream.name === 'google-health'
        ? 'The option google.serviceAccount is not set: nobody may ask Google.'
        : 'The subscriber of the Fitbit Web API is set at https://dev.fitbit.com/apps.',
      1,
    );
  }
}

function lineOf({ id, state, endpointUrl, collections, ours }: Subscriber): string {
  return `${id}${ours ? ' (ours)' : ''}  ${state}  ${endpointUrl}  ${collections.join(', ') || 'no data types'}`;
}
