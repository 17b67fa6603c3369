import { createHash } from 'node:crypto';
import { RequestRefusedError } from '../../../errors/fitbit.errors';
import type { AnswerNode } from '../../http/answer-node';
import type { SubscribedUser } from '../../subscriber-registry';
import { isUserId } from '../user-id';
import type { ProjectApi } from './project-api';

const PAGE_SIZE = 1000;

/**
 * The users of a subscriber whose policy is MANUAL: one subscription each, to all the data types.
 *
 * @see https://developers.google.com/health/reference/rest/v4/projects.subscribers.subscriptions
 */
export class ProjectSubscriptions {
  constructor(
    private readonly api: ProjectApi,
    private readonly subscriberId: string,
    private readonly dataTypes: readonly string[],
  ) {}

  /** A subscription to other data types is replaced: it cannot be patched. */
  async create(upstreamUserId: string): Promise<string> {
    const id = subscriptionIdOf(upstreamUserId);
    if (await this.tryToCreate(id, upstreamUserId)) return id;
    const standing = await this.listForUser(upstreamUserId);
    const current = standing.find((one) => one.current);
    if (current) return current.subscriptionId;
    for (const { subscriptionId } of standing) await this.delete(subscriptionId);
    if (await this.tryToCreate(id, upstreamUserId)) return id;
    throw new RequestRefusedError('the subscription id is in use for another user');
  }

  /** Those of one user: one, or none. */
  async listForUser(upstreamUserId: string): Promise<SubscribedUser[]> {
    const found: SubscribedUser[] = [];
    for await (const page of this.pages({ filter: `user = "users/${upstreamUserId}"` })) found.push(...page);
    return found;
  }

  async *pages(query: Readonly<Record<string, string>> = {}): AsyncGenerator<SubscribedUser[]> {
    for (let token: string | undefined = ''; token !== undefined;) {
      const page: AnswerNode = await this.api.ask({
        method: 'GET',
        path: this.path(),
        query: { ...query, pageSize: String(PAGE_SIZE), ...(token && { pageToken: token }) },
      });
      yield page.items('subscriptions').flatMap((item) => this.subscribedUser(item));
      token = page.optional('nextPageToken')?.text() || undefined;
    }
  }

  async delete(id: string): Promise<void> {
    await this.api.send({ method: 'DELETE', path: this.path(id), accept: [404] });
  }

  /** `false`: this id, or this user, has one already. */
  private async tryToCreate(id: string, upstreamUserId: string): Promise<boolean> {
    const body = { user: `users/${upstreamUserId}`, dataTypes: this.dataTypes };
    const query = { subscriptionId: id };
    const { status } = await this.api.send({ method: 'POST', path: this.path(), query, body, accept: [409] });
    return status !== 409;
  }

  /** The types come back in full, `users/1/dataTypes/steps`. A user that is none of ours to understand is left alone. */
  private subscribedUser(item: AnswerNode): SubscribedUser[] {
    const subscriptionId = lastPart(item.field('name').text());
    const upstreamUserId = lastPart(item.field('user').text());
    const types = item.items('dataTypes').map((type) => lastPart(type.text()));
    const current = types.length === this.dataTypes.length && this.dataTypes.every((type) => types.includes(type));
    return isUserId(upstreamUserId) ? [{ subscriptionId, upstreamUserId, current }] : [];
  }

  private path(id?: string): string {
    return `/subscribers/${this.subscriberId}/subscriptions${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
  }
}

/** 4 to 36 small letters, digits and hyphens, the first one a letter; the same for the same user. */
function subscriptionIdOf(upstreamUserId: string): string {
  return `u${createHash('sha256').update(upstreamUserId).digest('hex').slice(0, 32)}`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
