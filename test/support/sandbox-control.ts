import type { Sandbox } from 'nestjs-fitbit-sandbox';
import type { UpstreamName } from 'nestjs-fitbit';

/** One value as the sandbox knows it. */
export interface TruthPoint {
  readonly resource: string;
  readonly date: string;
  readonly value: string;
}

export interface Fault {
  readonly match: { readonly path?: string; readonly person?: string };
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  readonly drop?: boolean | 'answer';
  readonly times?: number;
}

/** The sandbox's own routes, as an outside client drives them. */
export class SandboxControl {
  constructor(private readonly sandbox: Pick<Sandbox, 'url'>) {}

  async truth(person: string, upstream: UpstreamName = 'google-health'): Promise<TruthPoint[]> {
    return (await this.call<{ series: TruthPoint[] }>('GET', `people/${person}/series?upstream=${upstream}`)).series;
  }

  /** How many requests the upstream answered since the last reset. */
  async requests(path = ''): Promise<number> {
    const all = await this.call<{ path: string; count: number }[]>('GET', 'requests');
    return all.filter((entry) => entry.path.includes(path)).reduce((sum, { count }) => sum + count, 0);
  }

  async resetRequests(): Promise<void> {
    await this.call('POST', 'requests/reset', {});
  }

  async fail(...faults: Fault[]): Promise<void> {
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
    if (!response.ok) throw new Error(`${method} /_sandbox/${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
