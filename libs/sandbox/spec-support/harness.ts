import { ManualClock } from '../src/sandbox-clock';
import type { SandboxOptions } from '../src/options';
import { type Sandbox, startSandbox } from '../src/sandbox';

export type Json = Record<string, unknown>;

/** An answer of the sandbox. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` if it is not JSON. */
  readonly json: Json;
}

/** Noon of a day without clock changes. */
export const NOON = new Date('2026-10-01T12:00:00Z');

/** A sandbox on a free port, with a clock that stands still, and the calls that specs make. */
export class Harness {
  private constructor(
    readonly sandbox: Sandbox,
    readonly clock: ManualClock,
    private readonly errors: readonly unknown[],
  ) {}

  static async start(options: SandboxOptions = {}): Promise<Harness> {
    const clock = new ManualClock(NOON);
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    return new Harness(await startSandbox({ clock, people: 2, years: 1, onError, ...options }), clock, errors);
  }

  /** @throws an error that occurred inside the sandbox, so that a 500 that the spec did not check still fails it */
  async close(): Promise<void> {
    await this.sandbox.close();
    if (this.errors.length > 0) throw this.errors[0];
  }

  async send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.sandbox.url}${path}`, { method, redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (isJson ? JSON.parse(text) : undefined) as Json,
    };
  }

  /** A control call. */
  control(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.send(method, `/_sandbox/${path}`, body === undefined ? {} : { body: JSON.stringify(body) });
  }

  /** An access token without a browser; with every scope by default. */
  async token(person: string, ...scopes: string[]): Promise<string> {
    const { json } = await this.control('POST', `people/${person}/token`, scopes.length > 0 ? { scopes } : {});
    return json.access_token as string;
  }

  get(path: string, token: string): Promise<Answer> {
    return this.send('GET', path, { headers: { authorization: `Bearer ${token}` } });
  }

  /** A body that is text is sent unchanged. */
  post(path: string, token: string, body: unknown): Promise<Answer> {
    return this.send('POST', path, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  form(path: string, parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, { body: new URLSearchParams(parameters), headers });
  }
}

/** The `google.rpc.ErrorInfo` of an error answer. */
export function errorInfoOf({ json }: Answer): Json & { readonly metadata: Record<string, string> } {
  const { details = [] } = json.error as { details?: Json[] };
  return details.find((detail) => String(detail['@type']).endsWith('ErrorInfo')) as Json & {
    metadata: Record<string, string>;
  };
}

/** The violations in the `google.rpc.BadRequest` of an error answer. */
export function violationsOf({ json }: Answer): { readonly field: string; readonly description: string }[] {
  const { details = [] } = json.error as { details?: Json[] };
  const detail = details.find((one) => String(one['@type']).endsWith('BadRequest'));
  return (detail?.fieldViolations ?? []) as { field: string; description: string }[];
}

export function messageOf({ json }: Answer): string {
  return (json.error as { message: string }).message;
}

/** The path of a data type's collection. */
export function pointsOf(type: string, rest = '', user = 'me'): string {
  return `/v4/users/${user}/dataTypes/${type}/dataPoints${rest}`;
}

export function scope(suffix: string): string {
  return `https://www.googleapis.com/auth/googlehealth.${suffix}`;
}
