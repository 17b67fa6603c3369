import { UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import { HttpClient } from '../../http/http-client';
import { parseKeyset, type Keyset } from './tink-keyset';

/** The sender of a notification waits for the answer, so the timeout is short. A keyset has a few hundred bytes. */
const http = new HttpClient({ timeoutMs: 3_000, maxBytes: 256 * 1024 });

/**
 * @throws UpstreamUnavailableError when there is no answer, or none with status 200.
 * @throws MalformedAnswerError when the answer is not a keyset.
 */
export async function loadKeyset(url: string): Promise<Keyset> {
  const { status, body } = await http.send({ method: 'GET', url, headers: { accept: 'application/json' } });
  if (status !== 200) throw new UpstreamUnavailableError(`HTTP ${status} for its keys`);
  return parseKeyset(body);
}
