import { RequestRefusedError } from '../../../errors/fitbit.errors';
import { isCategory } from '../../../model/catalogue';
import type { UpstreamSubscription } from '../../fitbit-upstream';
import type { AnswerNode } from '../../http/answer-node';
import type { ApiRequest, Conversation } from '../api/conversation';
import { interpretFailure } from '../api/interpret-failure';

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
    private readonly conversation: Conversation,
    /** Unset: the application's default subscriber. */
    private readonly subscriberId: string | undefined,
  ) {}

  /**
   * 201: created. 200: it stands already. 409 is one of two: the user's stream has a subscription with another id, which
   * serves as well and is returned; or the id belongs to another stream, and nothing would come.
   */
  async create(wanted: UpstreamSubscription): Promise<UpstreamSubscription> {
    const request = this.request('POST', wanted);
    const answer = await this.conversation.send(request);
    if (answer.status === 200 || answer.status === 201) return wanted;
    if (answer.status !== 409) throw interpretFailure(answer, request);
    const standing = (await this.list(wanted.collection)).find(({ collection }) => collection === wanted.collection);
    if (!standing) throw new RequestRefusedError('the subscription id is in use for another user or collection');
    return standing;
  }

  /** Those of one collection, or all. Collections that we have no resources of are left out. */
  async list(collection?: UpstreamSubscription['collection']): Promise<UpstreamSubscription[]> {
    const path = `/1/user/-/${prefixOf(collection)}apiSubscriptions.json`;
    const answer = await this.conversation.ask({ subject: 'subscriptions', path, headers: this.headers() });
    return answer
      .field('apiSubscriptions')
      .list()
      .filter((item) => this.isOurs(item))
      .flatMap(subscriptionOf);
  }

  /** One that is gone already is as good as deleted. */
  async delete(subscription: UpstreamSubscription): Promise<void> {
    const request = this.request('DELETE', subscription);
    const answer = await this.conversation.send(request);
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
  return isCategory(collection) || collection === 'userRevokedAccess' ? [{ id, collection }] : [];
}
