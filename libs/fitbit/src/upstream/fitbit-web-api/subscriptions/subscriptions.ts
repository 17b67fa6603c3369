import { RequestRefusedError } from '../../../errors/fitbit.errors';
import type { AnswerNode } from '../../http/answer-node';
import type { UpstreamSubscription } from '../../port/subscription';
import type { ApiRequest } from '../../shared/api-request';
import type { AuthorizedClient } from '../../shared/authorized-client';
import { interpretFailure } from '../api/interpret-failure';
import { isCollection, REVOKED_ACCESS } from '../collections';

/** What the upstream calls a subscription to all collections. */
const ALL = 'user';

/**
 * One user's subscriptions to our subscriber.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/subscription/create-subscription/ , get-subscription-list/ and
 * delete-subscription/
 */
export class Subscriptions {
  constructor(
    private readonly client: AuthorizedClient,
    /** `undefined`: the application's default subscriber. */
    private readonly subscriberId: string | undefined,
  ) {}

  /**
   * 201: created. 200: it exists already. 409 has two meanings. Either the user's collection has a subscription with
   * another id, which serves as well and is returned; or the id belongs to another user or collection.
   */
  async create(wanted: UpstreamSubscription): Promise<UpstreamSubscription> {
    const request = this.request('POST', wanted);
    const answer = await this.client.send(request);
    if (answer.status === 200 || answer.status === 201) return wanted;
    if (answer.status !== 409) throw interpretFailure(answer, request);
    const existing = (await this.list(wanted.collection)).find(({ collection }) => collection === wanted.collection);
    if (!existing) throw new RequestRefusedError('the subscription id is in use for another user or collection');
    return existing;
  }

  /** Those of one collection, or all. Collections without a resource of ours are left out. */
  async list(collection?: UpstreamSubscription['collection']): Promise<UpstreamSubscription[]> {
    const path = `/1/user/-/${prefixOf(collection)}apiSubscriptions.json`;
    const answer = await this.client.request({ subject: 'subscriptions', path, headers: this.headers() });
    return answer
      .field('apiSubscriptions')
      .list()
      .filter((item) => this.isOurs(item))
      .flatMap(subscriptionOf);
  }

  /** A subscription that no longer exists counts as deleted. */
  async delete(subscription: UpstreamSubscription): Promise<void> {
    const request = this.request('DELETE', subscription);
    const answer = await this.client.send(request);
    if (![200, 204, 404].includes(answer.status)) throw interpretFailure(answer, request);
  }

  private request(method: 'POST' | 'DELETE', { id, collection }: UpstreamSubscription): ApiRequest {
    const path = `/1/user/-/${prefixOf(collection)}apiSubscriptions/${encodeURIComponent(id)}.json`;
    return { subject: `notifications of ${collection ?? 'everything'}`, path, method, headers: this.headers() };
  }

  private headers(): Record<string, string> {
    return this.subscriberId === undefined ? {} : { 'x-fitbit-subscriber-id': this.subscriberId };
  }

  private isOurs(item: AnswerNode): boolean {
    return this.subscriberId === undefined || item.field('subscriberId').text() === this.subscriberId;
  }
}

function prefixOf(collection: UpstreamSubscription['collection']): string {
  return collection === undefined ? '' : `${collection}/`;
}

function subscriptionOf(item: AnswerNode): UpstreamSubscription[] {
  const id = item.field('subscriptionId').text();
  const collection = item.field('collectionType').text();
  if (collection === ALL) return [{ id }];
  return isCollection(collection) || collection === REVOKED_ACCESS ? [{ id, collection }] : [];
}
