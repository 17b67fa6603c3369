import { MalformedAnswerError, UpstreamUnavailableError } from '../../errors/fitbit.errors';
import { isRecord } from './json-text';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Decoded text, whole. */
  readonly body: string;
}

export interface HttpClientSettings {
  /** From sending the request to the last byte of the answer, in milliseconds. @defaultValue `30_000` */
  readonly timeoutMs?: number | undefined;
  /** The largest answer that is read, in bytes after decompression. @defaultValue 32 MiB */
  readonly maxBytes?: number | undefined;
  /** @defaultValue the runtime's own `fetch`, which keeps connections alive */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

/** Sends one request and reads the whole answer, whatever its status. Follows no redirects, retries nothing. */
export class HttpClient {
  private readonly timeoutMs: number;
  private readonly maxBytes: number;
  private readonly fetch: typeof globalThis.fetch;

  constructor(settings: HttpClientSettings = {}) {
    this.timeoutMs = settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.maxBytes = settings.maxBytes ?? DEFAULT_MAX_BYTES;
    // Looked up at each call: tools that replace the global fetch in tests do so late.
    this.fetch = settings.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /**
   * @throws UpstreamUnavailableError when no whole answer arrives in time.
   * @throws MalformedAnswerError when the answer is larger than the limit.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    // A timer that is cleared, not AbortSignal.timeout(): that one would outlive each of hundreds of answers a second.
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.timeoutMs);
    try {
      const { url, method, headers, body = null } = request;
      const response = await this.fetch(url, { method, headers, body, redirect: 'manual', signal: abort.signal });
      return { status: response.status, headers: response.headers, body: await this.read(response) };
    } catch (error) {
      if (error instanceof MalformedAnswerError) throw error;
      if (abort.signal.aborted) throw new UpstreamUnavailableError(`no answer within ${this.timeoutMs} ms`);
      throw unavailable(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private async read(response: Response): Promise<string> {
    const declared = Number(response.headers.get('content-length') ?? Number.NaN);
    // Of a compressed answer the header counts the bytes on the wire, which says nothing about the text.
    const trusted = Number.isFinite(declared) && !response.headers.has('content-encoding');
    if (trusted && declared <= this.maxBytes) return response.text();
    if (declared > this.maxBytes) {
      await response.body?.cancel();
      throw this.tooLarge();
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    const body: AsyncIterable<Uint8Array> | null = response.body;
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > this.maxBytes) throw this.tooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  private tooLarge(): MalformedAnswerError {
    return new MalformedAnswerError(`body: larger than ${this.maxBytes} bytes`);
  }
}

/**
 * The error of `fetch` itself stays behind: its message may quote a header, and with it a token. Its `cause` is the
 * socket's own error and knows only address and code.
 */
function unavailable(error: unknown): UpstreamUnavailableError {
  const cause = isRecord(error) ? error.cause : undefined;
  if (isRecord(cause) && typeof cause.code === 'string') return new UpstreamUnavailableError(cause.code, { cause });
  return new UpstreamUnavailableError('the request could not be sent');
}
