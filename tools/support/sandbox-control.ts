import type { UpstreamName } from 'nestjs-fitbit';
import { DEFAULT_UPSTREAM } from './upstreams';

export interface SandboxPerson {
  readonly id: string;
  readonly healthUserId: string;
  readonly legacyUserId: string;
  readonly memberSince: string;
}

/** One value as the sandbox knows it, and as it should be stored. */
export interface TruthPoint {
  readonly resource: string;
  readonly date: string;
  readonly value: string;
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
}

/** Scripted misbehaviour of an upstream, for `times` requests. */
export interface UpstreamFault {
  readonly match: { readonly path?: string; readonly person?: string };
  readonly status?: number;
  readonly reason?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** `answer`: the request takes effect, but its answer is lost. */
  readonly drop?: boolean | 'answer';
  /** The answers of this many requests are sent at the same moment. */
  readonly together?: number;
  readonly times?: number;
  readonly durationMs?: number;
}

export interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly token_uri: string;
}

/** What the upstream knows of a person's permission. */
export interface GrantState {
  readonly alive: boolean;
  /** The collections whose changes are announced (Fitbit Web API). */
  readonly subscriptions: readonly string[];
}

interface SentInterval {
  readonly startTime: string;
  readonly endTime: string;
}

/** A notification of either upstream. */
export interface SentNotification {
  readonly ownerId?: string;
  readonly collectionType?: string;
  readonly date?: string;
  readonly data?: {
    readonly healthUserId: string;
    readonly operation: string;
    readonly dataType: string;
    readonly intervals: readonly {
      readonly civilIso8601TimeInterval?: SentInterval;
      readonly physicalTimeInterval?: SentInterval;
    }[];
  };
}

export interface NotificationState {
  readonly pending: number;
  readonly deliveries: readonly { readonly notifications: readonly SentNotification[]; readonly status: number }[];
  /** What the endpoint has not accepted yet. */
  readonly undelivered: readonly SentNotification[];
}

export interface LatestRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

interface RequestCount {
  readonly path: string;
  readonly person: string | null;
  readonly count: number;
}

/** The request makes no sense to the sandbox, for example an edit of a day that has not begun. */
export class SandboxRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A client of the sandbox's own routes below `/_sandbox/`, which no upstream has. */
export class SandboxControl {
  constructor(private readonly sandbox: { readonly url: string }) {}

  get url(): string {
    return this.sandbox.url;
  }

  async people(): Promise<SandboxPerson[]> {
    return (await this.call<{ people: SandboxPerson[] }>('GET', 'people')).people;
  }

  async truth(person: string, upstream: UpstreamName = DEFAULT_UPSTREAM): Promise<TruthPoint[]> {
    return (await this.call<{ series: TruthPoint[] }>('GET', `people/${person}/series?upstream=${upstream}`)).series;
  }

  /** A new grant of the person; the ones before stay valid. */
  token(person: string, grant: { upstream: UpstreamName; expiresIn?: number }): Promise<TokenAnswer> {
    return this.call('POST', `people/${person}/token`, grant);
  }

  grant(person: string, upstream: UpstreamName): Promise<GrantState> {
    return this.call('GET', `people/${person}/grant?upstream=${upstream}`);
  }

  /** The person's last hundred requests, the oldest first. */
  latestRequests(person: string): Promise<LatestRequest[]> {
    return this.call('GET', `people/${person}/requests`);
  }

  async notifications(upstream: UpstreamName): Promise<NotificationState> {
    const state = await this.call<Record<string, NotificationState>>('GET', 'notifications');
    return state[upstream] ?? { pending: 0, deliveries: [], undelivered: [] };
  }

  async now(): Promise<Date> {
    return new Date((await this.call<{ now: string }>('GET', 'clock')).now);
  }

  serviceAccountKey(): Promise<ServiceAccountKey> {
    return this.call('GET', 'service-account');
  }

  /** Sets the endpoint for notifications of the Fitbit Web API's application, as its page at dev.fitbit.com does. */
  async setSubscriber(url: string, verificationCode: string | undefined): Promise<void> {
    const { verified } = await this.call<{ verified: boolean }>('POST', 'subscriber', { url, verificationCode });
    if (!verified) throw new Error(`The sandbox could not verify the endpoint ${url}.`);
  }

  /** How many bodies of notifications the endpoint has not accepted yet. */
  async undelivered(upstream: UpstreamName): Promise<number> {
    const state = await this.call<Record<string, { pending: number }>>('POST', 'notifications/flush', {});
    return state[upstream]?.pending ?? 0;
  }

  /** How many requests the upstream answered since the last reset, of those with `path` in their path. */
  async requests(path = ''): Promise<number> {
    const all = await this.requestCounts();
    return all.filter((entry) => entry.path.includes(path)).reduce((sum, { count }) => sum + count, 0);
  }

  async requestsByPerson(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { person, count } of await this.requestCounts()) {
      if (person) counts.set(person, (counts.get(person) ?? 0) + count);
    }
    return counts;
  }

  async resetRequests(): Promise<void> {
    await this.call('POST', 'requests/reset', {});
  }

  async fail(...faults: readonly UpstreamFault[]): Promise<void> {
    await this.call('POST', 'faults', faults);
  }

  async heal(): Promise<void> {
    await this.call('DELETE', 'faults');
  }

  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${this.sandbox.url}/_sandbox/${path}`, { method, ...init });
    const text = await response.text();
    if (!response.ok) {
      throw new SandboxRefusal(response.status, `${method} /_sandbox/${path} answered ${response.status}: ${text}`);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private requestCounts(): Promise<RequestCount[]> {
    return this.call('GET', 'requests');
  }
}
