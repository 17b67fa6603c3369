import {
  AccessTokenRejectedError,
  RequestRefusedError,
  UpstreamConfigurationError,
  type FitbitError,
} from '../../../errors/fitbit.errors';
import type { AnswerNode } from '../../http/answer-node';
import type { HttpAnswer, HttpClient } from '../../http/http-client';
import { toHttpRequest, type ApiRequest } from '../../shared/api-request';
import { parseAnswer } from '../api/dialect';
import { parseErrorEnvelope } from '../api/error-envelope';
import { interpretFailure } from '../api/interpret-failure';
import type { ServiceAccount } from './service-account';

/** The path is below the project. */
export interface ProjectRequest extends Pick<ApiRequest, 'method' | 'path' | 'query' | 'json'> {
  /** Statuses beside 200 that are answers, not failures. @defaultValue none */
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
  async request(request: ProjectRequest): Promise<AnswerNode> {
    return parseAnswer(await this.send(request));
  }

  /** As {@link request}, with the answer as it arrived. A rejected token is replaced once. */
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

  private sendWith(token: string, request: ProjectRequest): Promise<HttpAnswer> {
    const { apiUrl, projectNumber, http } = this.settings;
    return http.send(toHttpRequest(`${apiUrl}/projects/${projectNumber}`, token, request));
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
