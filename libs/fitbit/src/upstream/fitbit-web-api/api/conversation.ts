import { ScopeMissingError, UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import type { UpstreamSession } from '../../fitbit-upstream';
import { AnswerNode } from '../../http/answer-node';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../http/http-client';
import { sendObserved } from '../../http/send-observed';
import { interpretFailure, type Asked } from './interpret-failure';
import { quotaReport } from './rate-limit';

export interface ApiRequest extends Asked {
  /** Below the API's URL, beginning with a slash and the version. */
  readonly path: string;
  /** @defaultValue `'GET'` */
  readonly method?: HttpRequest['method'] | undefined;
  /** Present: sent as a form. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * The header selects units, not a language: `en_US` and `en_GB` have units of their own, every other locale is metric
 * (kilometres, metres, kilograms, millilitres). It does not follow the user's own units. `METRIC` is no locale, so one is
 * named that the documentation lists.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/developer-guide/application-design/#Localization
 */
const METRIC = { 'accept-language': 'fr_FR' };

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
    try {
      return await this.ask(request);
    } catch (error) {
      if (error instanceof ScopeMissingError) return undefined;
      throw error;
    }
  }

  /** The access token itself, for the one endpoint that wants it as a parameter. */
  get accessToken(): string {
    return this.session.accessToken;
  }

  /** The answer as it came, whatever its status. A POST without a form is sent with `Content-Length: 0`, which must be. */
  async send({ path, method = 'GET', form, headers }: ApiRequest): Promise<HttpAnswer> {
    await this.session.admit(this.kind);
    this.kind = 'continuation';
    return sendObserved(this.http, this.session, quotaReport, {
      method,
      url: `${this.apiUrl}${path}`,
      headers: {
        authorization: `Bearer ${this.session.accessToken}`,
        accept: 'application/json',
        ...METRIC,
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      body: form && new URLSearchParams(form).toString(),
    });
  }
}

/** @throws UpstreamUnavailableError when a proxy or a front end answered 200 with something else. */
export function readAnswer({ body }: HttpAnswer): AnswerNode {
  try {
    return new AnswerNode(JSON.parse(body));
  } catch {
    throw new UpstreamUnavailableError('HTTP 200 without JSON');
  }
}
