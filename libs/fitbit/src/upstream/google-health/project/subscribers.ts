import { RequestRefusedError, UpstreamConfigurationError } from '../../../errors/fitbit.errors';
import type { AnswerNode } from '../../http/answer-node';
import {
  SubscriberRegistry,
  type Registration,
  type SubscribedUser,
  type Subscriber,
} from '../../port/subscriber-registry';
import type { ProjectApi } from './project-api';
import type { ProjectSubscriptions } from './subscriptions';

/** `AUTOMATIC` subscribes every user who granted a scope that covers a type. `MANUAL`: we subscribe users one by one. */
export type SubscriptionPolicy = 'AUTOMATIC' | 'MANUAL';

export interface SubscriberSettings {
  readonly id: string;
  readonly endpointUrl: string;
  readonly policy: SubscriptionPolicy;
  readonly dataTypes: readonly string[];
  /** The current secret. Without one, nothing can be registered. */
  readonly secret: string | undefined;
}

const PAGE_SIZE = '1000';

interface Found extends Subscriber {
  readonly configuredAsWanted: boolean;
}

/**
 * The subscribers of the project, one of which belongs to this application.
 *
 * @see https://developers.google.com/health/reference/rest/v4/projects.subscribers
 */
export class GoogleSubscribers extends SubscriberRegistry {
  constructor(
    private readonly api: ProjectApi,
    private readonly settings: SubscriberSettings,
    private readonly subscriptions: ProjectSubscriptions,
  ) {
    super();
  }

  override async list(): Promise<Subscriber[]> {
    return (await this.all()).map(({ configuredAsWanted: _, ...subscriber }) => subscriber);
  }

  override async register(): Promise<Registration> {
    const existing = (await this.all()).find(({ ours }) => ours);
    if (!existing) {
      await this.create();
      return 'created';
    }
    const moved = existing.endpointUrl !== this.settings.endpointUrl || existing.state === 'INACTIVE';
    // The upstream verifies the endpoint on this change, so a subscriber made anew will pass, too.
    if (moved || !existing.configuredAsWanted) await this.patch(['endpointUri', 'endpointAuthorization']);
    if (!existing.configuredAsWanted) await this.reconfigure();
    return moved || !existing.configuredAsWanted ? 'changed' : 'unchanged';
  }

  override replaceSecret(): Promise<void> {
    return this.patch(['endpointAuthorization']);
  }

  override async *subscribedUsers(): AsyncGenerator<readonly SubscribedUser[]> {
    if (this.settings.policy === 'MANUAL') yield* this.subscriptions.pages();
  }

  override unsubscribe(subscriptionId: string): Promise<void> {
    return this.subscriptions.delete(subscriptionId);
  }

  /**
   * By contract the configuration can be patched, but answers with 400 have been observed. Then the subscriber is deleted
   * and created again. Its undelivered notifications are lost; the sweep finds the changes.
   */
  private async reconfigure(): Promise<void> {
    try {
      await this.patch(['subscriberConfigs']);
    } catch (error) {
      if (!(error instanceof RequestRefusedError)) throw error;
      await this.api.send({ method: 'DELETE', path: this.path(), query: { force: 'true' }, accept: [404] });
      await this.create();
    }
  }

  private async create(): Promise<void> {
    const query = { subscriberId: this.settings.id };
    await this.api.send({ method: 'POST', path: '/subscribers', query, json: this.resource() });
  }

  private async patch(fields: readonly (keyof ReturnType<GoogleSubscribers['resource']>)[]): Promise<void> {
    const resource = this.resource();
    const json = Object.fromEntries(fields.map((field) => [field, resource[field]]));
    await this.api.send({ method: 'PATCH', path: this.path(), query: { updateMask: fields.join(',') }, json });
  }

  private resource() {
    const { endpointUrl, dataTypes, policy, secret } = this.settings;
    if (secret === undefined) throw new UpstreamConfigurationError('no secret', { check: 'google.webhookSecrets' });
    return {
      endpointUri: endpointUrl,
      subscriberConfigs: [{ dataTypes, subscriptionCreatePolicy: policy }],
      endpointAuthorization: { secret },
    };
  }

  private async all(): Promise<Found[]> {
    const found: Found[] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const query: Record<string, string> = { pageSize: PAGE_SIZE, ...(token && { pageToken: token }) };
      const page: AnswerNode = await this.api.request({ method: 'GET', path: '/subscribers', query });
      found.push(...page.items('subscribers').map((item) => this.parse(item)));
      token = page.optional('nextPageToken')?.text() || undefined;
    }
    return found;
  }

  private parse(item: AnswerNode): Found {
    const name = item.field('name').text();
    const id = name.slice(name.lastIndexOf('/') + 1);
    const configs = item.items('subscriberConfigs').map((config) => ({
      policy: config.optional('subscriptionCreatePolicy')?.text(),
      dataTypes: config.items('dataTypes').map((type) => type.text()),
    }));
    const collections = configs.flatMap(({ dataTypes }) => dataTypes).sort();
    const { dataTypes, policy } = this.settings;
    return {
      id,
      endpointUrl: item.optional('endpointUri')?.text() ?? '',
      state: item.optional('state')?.text() ?? 'unknown',
      collections,
      ours: id === this.settings.id,
      configuredAsWanted:
        configs.every((config) => config.policy === policy) && collections.join() === [...dataTypes].sort().join(),
    };
  }

  private path(): string {
    return `/subscribers/${this.settings.id}`;
  }
}
