import type { Switches } from '../../switches';
import type { Outbound } from '../../outbox/outbound';
import { GoogleError } from '../errors/google-error';
import { signatureHeader } from './notification-request';
import type { WebhookKeys } from './webhook-keys';

const BODY = '{"type":"verification"}';

/** An endpoint to verify, and the secret that it has to know. */
export interface WebhookEndpoint {
  readonly endpointUri: string;
  readonly secret: string;
}

interface Verifier {
  readonly outbound: Outbound;
  readonly keys: WebhookKeys;
  readonly switches: Readonly<Switches>;
}

/**
 * Verifies an endpoint with two requests: with the secret it has to answer 201, without it 401 or 403.
 *
 * @throws GoogleError `FAILED_PRECONDITION`
 */
export async function verifyEndpoint({ endpointUri, secret }: WebhookEndpoint, verifier: Verifier): Promise<void> {
  const { outbound, switches } = verifier;
  const url = new URL(endpointUri);
  const ask = (authorization: Readonly<Record<string, string>>): Promise<number> =>
    outbound.send(url, { method: 'POST', body: BODY, headers: { ...commonHeaders(verifier), ...authorization } });
  const accepted = await ask({ authorization: secret });
  if (accepted !== 201 && !(accepted === 200 && switches.verificationTakes200)) {
    throw failed(`expected 201 with the authorization secret, got ${accepted || 'no answer'}`);
  }
  const refused = await ask({});
  if (refused !== 401 && refused !== 403) {
    throw failed(`expected 401 or 403 without the authorization secret, got ${refused || 'no answer'}`);
  }
}

function commonHeaders({ keys, switches }: Verifier): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Google-Health-API-Webhooks',
    ...(switches.signedVerification ? { [signatureHeader(switches)]: keys.sign(BODY) } : {}),
  };
}

function failed(cause: string): GoogleError {
  return new GoogleError('FAILED_PRECONDITION', `WebhookEndpoint verification failed: ${cause}.`);
}
