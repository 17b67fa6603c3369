import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Dispatcher, request as send } from 'undici';
import { MalformedAnswerError, UpstreamUnavailableError } from '../../errors/fitbit.errors';
import { isRecord } from './json-text';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Names in any case; `null` for an absent header. */
export type AnswerHeaders = Pick<Headers, 'get'>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** The complete decoded text. */
  readonly body: string;
}

export interface HttpClientSettings {
  /** From sending the request to the last byte of the answer, in milliseconds. @defaultValue `30_000` */
  readonly timeoutMs?: number | undefined;
  /** The largest accepted answer, in bytes after decompression. @defaultValue 32 MiB */
  readonly maxBytes?: number | undefined;
  /** @defaultValue undici's global one, which keeps connections alive */
  readonly dispatcher?: Dispatcher | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

const unpack = promisify(gunzip);

/**
 * Sends one request and reads the whole answer, with any status. Follows no redirects, retries nothing. Uses undici's
 * `request` instead of `fetch`, whose streams take a third of a worker's time in an import.
 */
export class HttpClient {
  private readonly timeoutMs: number;
  private readonly maxBytes: number;
  private readonly dispatcher: Dispatcher | undefined;
  /** What the last `Date` header said, and when it came by the monotonic clock. */
  private serverTime: { readonly saidMs: number; readonly receivedAtMs: number } | undefined;

  constructor(settings: HttpClientSettings = {}) {
    this.timeoutMs = settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.maxBytes = settings.maxBytes ?? DEFAULT_MAX_BYTES;
    this.dispatcher = settings.dispatcher;
  }

  /**
   * @throws UpstreamUnavailableError when no complete answer arrives in time.
   * @throws MalformedAnswerError when the answer is larger than the limit.
   */
  async send({ url, method, headers: asked, body }: HttpRequest): Promise<HttpAnswer> {
    // Not AbortSignal.timeout(): it cannot be cleared, and would outlive each of hundreds of answers a second.
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.timeoutMs);
    try {
      const answer = await send(url, {
        method,
        headers: { 'accept-encoding': 'gzip', ...asked },
        body: body ?? null,
        signal: abort.signal,
        ...(this.dispatcher && { dispatcher: this.dispatcher }),
      });
      const headers = headersOf(answer);
      this.noteDate(headers);
      return { status: answer.statusCode, headers, body: await this.read(answer) };
    } catch (error) {
      if (error instanceof MalformedAnswerError) throw error;
      if (abort.signal.aborted) throw new UpstreamUnavailableError(`no answer within ${this.timeoutMs} ms`);
      throw unavailable(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The server's time, from the last answer with a `Date` header and the time since. `undefined` before. */
  lastAnsweredNow(): Date | undefined {
    if (!this.serverTime) return undefined;
    return new Date(this.serverTime.saidMs + performance.now() - this.serverTime.receivedAtMs);
  }

  private noteDate(headers: AnswerHeaders): void {
    const saidMs = Date.parse(headers.get('date') ?? '');
    if (Number.isFinite(saidMs)) this.serverTime = { saidMs, receivedAtMs: performance.now() };
  }

  private async read({ headers, body }: Dispatcher.ResponseData): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      // Leaving the loop destroys the stream and closes the connection.
      if (size > this.maxBytes) throw this.tooLarge();
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    if (headers['content-encoding'] !== 'gzip') return bytes.toString('utf8');
    const unpacked = await unpack(bytes, { maxOutputLength: this.maxBytes }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ERR_BUFFER_TOO_LARGE' ? this.tooLarge() : error;
    });
    return unpacked.toString('utf8');
  }

  private tooLarge(): MalformedAnswerError {
    return new MalformedAnswerError(`body: larger than ${this.maxBytes} bytes`);
  }
}

function headersOf({ headers }: Dispatcher.ResponseData): AnswerHeaders {
  return {
    get(name) {
      const value = headers[name.toLowerCase()];
      return value === undefined ? null : [value].flat().join(', ');
    },
  };
}

/** Only the code of the library's error is taken over: its message may quote a header with a token. */
function unavailable(error: unknown): UpstreamUnavailableError {
  const code = isRecord(error) ? error.code : undefined;
  return new UpstreamUnavailableError(typeof code === 'string' ? code : 'the request could not be sent');
}
