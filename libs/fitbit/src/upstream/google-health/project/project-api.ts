import {
  AccessTokenRejectedError,
  RequestRefusedError,
  UpstreamConfigurationError,
  type FitbitError,
} from '../../../errors/fitbit.errors';
import type { AnswerNode } from '../../http/answer-node';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../http/http-client';
import { readAnswer } from '../api/conversation';
import { parseErrorEnvelope } from '../api/error-envelope';
import { interpretFailure } from '../api/interpret-failure';
import type { ServiceAccount } from './service-account';

export interface ProjectRequest {
  readonly method: HttpRequest['method'];
  /** Below the project, beginning with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  /** Statuses that are answers, not failures. @defaultValue none but 200 */
  readonly accept?: readonly number[] | undefined;
}

export interface ProjectApiSettings {
  /** With its version, without a slash at the end. */
  readonly apiUrl: string;
  readonly projectNumber: string;
  readonly account: ServiceAccount;
  readonly http: HttpClient;
}

const CHECK = 'google.serviceAccount and google.projectNumber';

/** Requests in the name of the application's Google Cloud project. */
export class ProjectApi {
  constructor(private readonly settings: ProjectApiSettings) {}

  /** @throws UpstreamConfigurationError when the service account may not do that. */
  async ask(request: ProjectRequest): Promise<AnswerNode> {
    return readAnswer(await this.send(request));
  }

  /** As {@link ask}, with the answer as it came. A refused token is replaced once. */
  async send(request: ProjectRequest): Promise<HttpAnswer> {
    const { account } = this.settings;
    const token = await account.token();
    let answer = await this.sendWith(token, request);
    if (answer.status === 401) {
      account.forget(token);
      answer = await this.sendWith(await account.token(), request);
    }
    if (answer.status === 200 || request.accept?.includes(answer.status)) return answer;
    throw failureOf(answer);
  }

  private sendWith(token: string, { method, path, query, body }: ProjectRequest): Promise<HttpAnswer> {
    const { apiUrl, projectNumber, http } = this.settings;
    const search = query ? `?${new URLSearchParams(query).toString()}` : '';
    const url = `${apiUrl}/projects/${projectNumber}${path}${search}`;
    const headers = { authorization: `Bearer ${token}` };
    if (body === undefined) return http.send({ method, url, headers });
    const json = { ...headers, 'content-type': 'application/json' };
    return http.send({ method, url, headers: json, body: JSON.stringify(body) });
  }
}

/** A 403 says that the account lacks a role in the project, or that the project is another one. */
function failureOf(answer: HttpAnswer): FitbitError {
  const envelope = parseErrorEnvelope(answer.body);
  const named = envelope?.reason ?? envelope?.status ?? `HTTP ${answer.status}`;
  if (answer.status === 403 && envelope) return new UpstreamConfigurationError(named, { check: CHECK });
  const failure = interpretFailure(answer, { subject: 'subscribers' });
  if (failure instanceof AccessTokenRejectedError) return new UpstreamConfigurationError(named, { check: CHECK });
  if (failure instanceof RequestRefusedError && envelope?.status === 'FAILED_PRECONDITION') {
    return new RequestRefusedError(
      'the endpoint did not pass the verification: is it up, and does it know the secret?',
    );
  }
  return failure;
}
