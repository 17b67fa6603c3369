import { createHash, randomBytes } from 'node:crypto';
import type { Sandbox } from 'nestjs-fitbit-sandbox';
import { RESOURCE_NAMES } from '../src/model/catalogue';
import { civilDateIn, type CivilDate } from '../src/model/civil-date';
import type { Clock } from '../src/model/clock';
import type { DataPoint } from '../src/model/data-point';
import type { DateRange } from '../src/model/date-range';
import type { Grant } from '../src/model/grant';
import type { ResourceName } from '../src/model/resource';
import type { FitbitUpstream, UpstreamSession, WebhookRequest } from '../src/upstream/fitbit-upstream';
import { SandboxTime } from '../../../test/support/clocks';

export interface AdapterSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly webhookSecrets: readonly string[];
}

/** An adapter as the contract sees it. */
export interface Adapter {
  /** Where its API begins, as a pattern for faults. */
  readonly dataPath: string;
  readonly tokenPath: string;
  /** Everything that the upstream notifies about. */
  readonly collections: readonly string[];
  /** What the upstream sends when the steps of p1 changed on `date`. */
  notify(bench: Bench, date: CivilDate): Promise<WebhookRequest>;
  create(settings: AdapterSettings): FitbitUpstream;
}

export const WEBHOOK_SECRET = 'Bearer 0123456789abcdef';
export const REDIRECT_URI = 'http://127.0.0.1:3999/fitbit/complete';

/** A session that counts what it admits. */
export class CountingSession implements UpstreamSession {
  readonly admitted: ('first' | 'continuation')[] = [];

  constructor(readonly accessToken: string) {}

  admit(kind: 'first' | 'continuation'): Promise<void> {
    this.admitted.push(kind);
    return Promise.resolve();
  }
}

/** One adapter at work against one sandbox, and what a person or an operator would do there. */
export class Bench {
  readonly upstream: FitbitUpstream;

  constructor(
    readonly adapter: Adapter,
    readonly sandbox: Sandbox,
  ) {
    this.upstream = this.adapterWith({});
  }

  adapterWith(settings: Partial<AdapterSettings>): FitbitUpstream {
    const client = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };
    const webhookSecrets = [WEBHOOK_SECRET];
    const surroundings = { baseUrl: this.sandbox.url, clock: new SandboxTime(this.sandbox) };
    return this.adapter.create({ ...client, ...surroundings, webhookSecrets, ...settings });
  }

  /** What the person's browser brings back from the consent page. */
  async consent(
    person: string,
    { decision = 'allow', without = [] as readonly string[], state = 'state-1' } = {},
  ): Promise<{ callbackUrl: URL; codeVerifier: string }> {
    const codeVerifier = randomBytes(32).toString('base64url');
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const scopes = this.upstream.scopesFor(RESOURCE_NAMES);
    const url = this.upstream.oauth.authorizationUrl({ redirectUri: REDIRECT_URI, state, codeChallenge, scopes });
    const form = new URLSearchParams(url.searchParams);
    form.delete('scope');
    form.append('requested_scope', scopes.join(' '));
    for (const scope of scopes) if (!without.includes(scope)) form.append('scope', scope);
    form.append('person', person);
    form.append('decision', decision);
    const answer = await fetch(url.origin + url.pathname, { method: 'POST', body: form, redirect: 'manual' });
    return { callbackUrl: new URL(answer.headers.get('location') ?? ''), codeVerifier };
  }

  async connect(person: string, without: readonly string[] = []): Promise<Grant> {
    const returned = await this.consent(person, { without });
    return this.upstream.oauth.exchangeCode({ ...returned, redirectUri: REDIRECT_URI, state: 'state-1' });
  }

  /** Everything the planner asks for these resources and days, in its order. */
  async fetchAll(
    session: UpstreamSession,
    resources: readonly ResourceName[],
    days: DateRange,
    upstream = this.upstream,
  ): Promise<DataPoint[]> {
    const points: DataPoint[] = [];
    for (const request of upstream.plan(new Map(resources.map((resource) => [resource, [days]])))) {
      points.push(...(await upstream.fetch(session, request)));
    }
    return points.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  /** The day that the person's own calendar shows, which a device may already have synced. */
  today(person: string): CivilDate {
    const timeZone = this.sandbox.world.find(person)?.timeZone ?? 'UTC';
    return civilDateIn(timeZone, this.sandbox.clock.now());
  }

  available(scopes: readonly string[]): ResourceName[] {
    return RESOURCE_NAMES.filter((resource) => this.upstream.availability(resource, scopes) === 'available');
  }

  /** Every value of the person as the sandbox knows it, in the order of {@link fetchAll}. */
  truth(person: string): DataPoint[] {
    const points = this.sandbox.world.truth(person, this.upstream.name) as readonly DataPoint[];
    return [...points].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  control(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<Response> {
    return fetch(`${this.sandbox.url}/_sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  }

  async fault(path: string, fault: object, times = 1): Promise<void> {
    await this.control('faults', [{ match: { path }, times, ...fault }]);
  }
}

function key({ resource, date }: DataPoint): string {
  return `${resource} ${date}`;
}
