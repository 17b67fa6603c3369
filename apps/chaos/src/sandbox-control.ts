/** Somebody of the sandbox. */
export interface SandboxPerson {
  readonly id: string;
  readonly memberSince: string;
}

/** One value as it should be stored. */
export interface Point {
  readonly resource: string;
  readonly date: string;
  readonly value: string;
}

/** A fault of the upstream; `times` ends it by itself. */
export interface UpstreamFault {
  readonly match: { readonly path?: string; readonly person?: string };
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  readonly drop?: boolean | 'answer';
  readonly times?: number;
}

/** The sandbox's own routes, which no upstream has. */
export class SandboxControl {
  constructor(
    readonly baseUrl: string,
    readonly upstream: string,
  ) {}

  async people(): Promise<SandboxPerson[]> {
    return (await this.call<{ people: SandboxPerson[] }>('GET', 'people')).people;
  }

  async truth(person: string): Promise<Point[]> {
    const path = `people/${person}/series?upstream=${this.upstream}`;
    return (await this.call<{ series: Point[] }>('GET', path)).series;
  }

  /** Another one of the person's own: nobody else's becomes invalid. */
  async accessToken(person: string): Promise<string> {
    const { upstream } = this;
    return (await this.call<{ access_token: string }>('POST', `people/${person}/token`, { upstream })).access_token;
  }

  /** The settings of the application at the Fitbit Web API; it tries again what was not taken. */
  async useEndpoint(url: URL, verificationCode: string | undefined): Promise<void> {
    await this.call('POST', 'switches', { retryNotifications: true });
    const { verified } = await this.call<{ verified: boolean }>('POST', 'subscriber', { url, verificationCode });
    if (!verified) throw new Error('The endpoint was not verified.');
  }

  /** How many bodies of notifications wait to be taken. */
  async undelivered(): Promise<number> {
    const state = await this.call<Record<string, { pending: number }>>('POST', 'notifications/flush', {});
    return state[this.upstream]?.pending ?? 0;
  }

  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.baseUrl}/_sandbox/${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new SandboxRefusal(response.status, `${method} ${path}: ${text}`);
    return JSON.parse(text) as T;
  }
}

/** What was asked of the sandbox makes no sense there, for example an edit of a day that has only just begun. */
export class SandboxRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
