import { ScopeMissingError, UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../http/http-client';
import { parseJsonObject } from '../../http/json-text';
import { retryAfterMs } from '../../http/retry-after';
import { sendObserved } from '../../http/send-observed';
import type { QuotaReport, UpstreamSession } from '../../fitbit-upstream';
import { AnswerNode } from '../../http/answer-node';
import { interpretFailure, type Asked } from './interpret-failure';

export interface ApiRequest extends Asked {
  /** Below the API's URL, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Present: the request is a POST. */
  readonly body?: unknown;
}

/** Google compresses for clients that also say so here; a page of sleep stages shrinks to a twentieth. */
const USER_AGENT = 'nestjs-fitbit (gzip)';

/**
 * Requests sent for one purpose of one user: the first is admitted as such, every further one as its continuation.
 */
export class Conversation {
  private kind: 'first' | 'continuation' = 'first';

  constructor(
    private readonly http: HttpClient,
    private readonly apiUrl: string,
    private readonly session: UpstreamSession,
  ) {}

  /** The answer's JSON. @throws the error that {@link interpretFailure} makes of anything but a 200. */
  async ask(request: ApiRequest): Promise<AnswerNode> {
    const answer = await this.send(request);
    if (answer.status !== 200) throw interpretFailure(answer, request);
    return readAnswer(answer);
  }

  /** As {@link ask}, and `undefined` where the user's grant does not reach. */
  async askIfAllowed(request: ApiRequest): Promise<AnswerNode | undefined> {
    const answer = await this.send(request);
    if (answer.status === 200) return readAnswer(answer);
    const failure = interpretFailure(answer, request);
    const refusesTheUser = failure instanceof ScopeMissingError || failure instanceof UpstreamUnavailableError;
    if (answer.status === 403 && refusesTheUser) return undefined;
    throw failure;
  }

  /** The answer as it came, whatever its status. */
  async send({ path, query, body }: ApiRequest): Promise<HttpAnswer> {
    await this.session.admit(this.kind);
    this.kind = 'continuation';
    const search = query ? `?${new URLSearchParams(query).toString()}` : '';
    const headers = { authorization: `Bearer ${this.session.accessToken}`, 'user-agent': USER_AGENT };
    const url = `${this.apiUrl}${path}${search}`;
    const request: HttpRequest =
      body === undefined
        ? { method: 'GET', url, headers }
        : {
            method: 'POST',
            url,
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          };
    return sendObserved(this.http, this.session, quotaReport, request);
  }
}

/** There are no headers for a quota: only a refusal says something. */
function quotaReport({ status, headers }: HttpAnswer): QuotaReport | undefined {
  return status === 429 ? { refusedForMs: retryAfterMs(headers) } : undefined;
}

/** @throws UpstreamUnavailableError when a proxy or a front end answered 200 with something else. */
export function readAnswer({ body }: HttpAnswer): AnswerNode {
  const json = parseJsonObject(body);
  if (!json) throw new UpstreamUnavailableError('HTTP 200 without a JSON object');
  return new AnswerNode(json);
}
