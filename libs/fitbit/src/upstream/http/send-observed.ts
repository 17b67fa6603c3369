import type { QuotaReport, UpstreamSession } from '../port/session';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client';

/** Sends an admitted request and reports its outcome to the session. */
export async function sendObserved(
  http: HttpClient,
  session: UpstreamSession,
  quotaOf: (answer: HttpAnswer) => QuotaReport | undefined,
  request: HttpRequest,
): Promise<HttpAnswer> {
  let answer: HttpAnswer;
  try {
    answer = await http.send(request);
  } catch (error) {
    await session.observe?.({ status: undefined });
    throw error;
  }
  await session.observe?.({ status: answer.status, quota: quotaOf(answer) });
  return answer;
}
