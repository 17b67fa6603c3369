import { createHash } from 'node:crypto';
import { RequestRefusedError } from '../../../errors/fitbit.errors';
import type { AnswerNode } from '../../http/answer-node';
import type { SubscribedUser } from '../../port/subscriber-registry';
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

  /** Replaces a subscription to other data types, because it cannot be patched. */
  async create(upstreamUserId: string): Promise<string> {
    const id = subscriptionIdOf(upstreamUserId);
    if (await this.tryToCreate(id, upstreamUserId)) return id;
    const existing = await this.listForUser(upstreamUserId);
    const current = existing.find((one) => one.current);
    if (current) return current.subscriptionId;
    for (const { subscriptionId } of existing) await this.delete(subscriptionId);
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
      const page: AnswerNode = await this.api.request({
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

  /** `false`: a subscription with this id, or for this user, exists already. */
  private async tryToCreate(id: string, upstreamUserId: string): Promise<boolean> {
    const json = { user: `users/${upstreamUserId}`, dataTypes: this.dataTypes };
    const query = { subscriptionId: id };
    const { status } = await this.api.send({ method: 'POST', path: this.path(), query, json, accept: [409] });
    return status !== 409;
  }

  /** The types are full names, `users/1/dataTypes/steps`. A user with a malformed id is left out. */
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

/** 4 to 36 lowercase letters, digits and hyphens, the first one a letter; always the same for a user. */
function subscriptionIdOf(upstreamUserId: string): string {
  return `u${createHash('sha256').update(upstreamUserId).digest('hex').slice(0, 32)}`;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
