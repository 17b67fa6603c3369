import { MalformedNotificationError } from '../../../errors/fitbit.errors';
import { isRecord } from '../../http/json-text';
import type { WebhookAuthenticity, WebhookRequest } from '../../port/webhook';
import { parseStrictJson } from '../../shared/strict-json';
import type { AcceptedSecrets } from './accepted-secrets';
import type { KeysetCache } from './keyset-cache';
import { isSignedBy, parseSignature } from './signature';

/** The second name was in use in early 2026. */
const SIGNATURE_HEADERS = ['google-health-api-signature', 'x-healthapi-signature'];
/** The body of a handshake has 23 bytes. */
const LONGEST_HANDSHAKE_BYTES = 128;

/**
 * Checks the subscriber's secret first, which the upstream sends with every request, then the signature. Only the
 * handshake may lack a signature: the documentation does not say whether the upstream signs it, and it has no effect.
 *
 * @see https://developers.google.com/health/webhooks
 */
export class WebhookVerifier {
  constructor(
    private readonly secrets: AcceptedSecrets,
    private readonly keys: KeysetCache,
  ) {}

  /** @throws UpstreamUnavailableError when the keys of the signatures cannot be loaded. */
  async verify({ headers, body }: WebhookRequest): Promise<WebhookAuthenticity> {
    if (!this.secrets.accept(headers.authorization)) return 'forged';
    const signatures = SIGNATURE_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [headers[name]]));
    for (const signature of signatures) {
      if (!(await this.isValid(signature, body))) return 'forged';
    }
    if (isHandshake(body)) return 'handshake';
    return signatures.length > 0 ? 'authentic' : 'forged';
  }

  private async isValid(header: string | readonly string[], body: Uint8Array): Promise<boolean> {
    const signature = parseSignature(header);
    if (!signature) return false;
    const key = await this.keys.find(signature.keyId);
    return key !== undefined && isSignedBy(key, signature, body);
  }
}

/** Exactly `{"type":"verification"}`. */
function isHandshake(body: Uint8Array): boolean {
  if (body.byteLength > LONGEST_HANDSHAKE_BYTES) return false;
  try {
    const value = parseStrictJson(body);
    return isRecord(value) && value.type === 'verification' && Object.keys(value).length === 1;
  } catch (error) {
    if (error instanceof MalformedNotificationError) return false;
    throw error;
  }
}
