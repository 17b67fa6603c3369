import type { QuotaReport, UpstreamSession } from '../fitbit-upstream';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client';

/** Sends a request that was admitted, and tells its session how it ended. */
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
