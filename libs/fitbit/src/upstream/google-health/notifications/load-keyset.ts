import { UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import { HttpClient } from '../../http/http-client';
import { parseKeyset, type Keyset } from './tink-keyset';

/** A notification waits for the answer, and its sender does not wait long. A keyset has a few hundred bytes. */
const http = new HttpClient({ timeoutMs: 3_000, maxBytes: 256 * 1024 });

/**
 * @throws UpstreamUnavailableError when there is no answer, or one without a keyset.
 * @throws MalformedAnswerError when what came is none.
 */
export async function loadKeyset(url: string): Promise<Keyset> {
  const { status, body } = await http.send({ method: 'GET', url, headers: { accept: 'application/json' } });
  if (status !== 200) throw new UpstreamUnavailableError(`HTTP ${status} for its keys`);
  return parseKeyset(body);
}
