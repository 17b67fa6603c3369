import type { FitbitError } from '../../errors/fitbit.errors';
import type { AnswerNode } from '../http/answer-node';
import type { HttpAnswer, HttpClient } from '../http/http-client';
import { sendObserved } from '../http/send-observed';
import type { QuotaReport, UpstreamSession } from '../port/session';
import { toHttpRequest, type ApiRequest, type RequestContext } from './api-request';

/** What the APIs of the upstreams do differently. */
export interface ApiDialect {
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The content of a 200. @throws UpstreamUnavailableError when a proxy or a front end answered with something else. */
  parseAnswer(answer: HttpAnswer): AnswerNode;
  /** Any other answer, as one of our errors. */
  interpretFailure(answer: HttpAnswer, context: RequestContext): FitbitError;
  /** Whether a failure means that the user's grant does not cover the request. */
  isNotGranted(failure: FitbitError, answer: HttpAnswer): boolean;
  quotaReport(answer: HttpAnswer): QuotaReport | undefined;
}

/** Sends the requests of one operation in a user's name. The session admits all but the first as continuations. */
export class AuthorizedClient {
  private kind: 'first' | 'continuation' = 'first';

  constructor(
    private readonly http: HttpClient,
    private readonly apiUrl: string,
    private readonly dialect: ApiDialect,
    private readonly session: UpstreamSession,
  ) {}

  /** The access token itself, for the one endpoint that takes it as a parameter. */
  get accessToken(): string {
    return this.session.accessToken;
  }

  /** The content of the answer. @throws the dialect's error for any status but 200. */
  async request(request: ApiRequest): Promise<AnswerNode> {
    const answer = await this.send(request);
    if (answer.status !== 200) throw this.dialect.interpretFailure(answer, request);
    return this.dialect.parseAnswer(answer);
  }

  /** As {@link request}, but `undefined` where the user's grant does not cover the request. */
  async requestIfGranted(request: ApiRequest): Promise<AnswerNode | undefined> {
    const answer = await this.send(request);
    if (answer.status === 200) return this.dialect.parseAnswer(answer);
    const failure = this.dialect.interpretFailure(answer, request);
    if (this.dialect.isNotGranted(failure, answer)) return undefined;
    throw failure;
  }

  /** The answer as it arrived, with any status. */
  async send(request: ApiRequest): Promise<HttpAnswer> {
    await this.session.admit(this.kind);
    this.kind = 'continuation';
    const { apiUrl, dialect, http, session } = this;
    const { accessToken } = session;
    const httpRequest = toHttpRequest(apiUrl, accessToken, request, dialect.headers);
    return sendObserved(http, session, (answer) => dialect.quotaReport(answer), httpRequest);
  }
}
