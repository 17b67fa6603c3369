import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CLIENT } from '../../oauth/client';
import { jwtSegment } from '../../oauth/jwt';
import type { Issued } from './grants';

const KEY_ID = 'sandbox-1';

/** The id of a person's Google account: 21 digits, different from both health ids. */
export function googleAccountId(personId: string): string {
  const digest = createHash('sha256').update(`google-account:${personId}`).digest('hex');
  return `1${BigInt(`0x${digest}`).toString().slice(0, 20)}`;
}

/** Signs id tokens, which are issued for the scope `openid` only. The key is generated on first use. */
export class IdTokens {
  private keys?: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

  constructor(
    private readonly issuer: () => string,
    private readonly now: () => number,
  ) {}

  sign({ personId, scopes, expiresIn, nonce }: Issued): string {
    const iat = Math.floor(this.now() / 1000);
    const account = googleAccountId(personId);
    const email = scopes.some((scope) => scope === 'email' || scope.endsWith('/userinfo.email'))
      ? { email: `${personId}@sandbox.example`, email_verified: true }
      : {};
    const parties = { iss: this.issuer(), azp: CLIENT.id, aud: CLIENT.id, sub: account };
    const claims = { ...parties, ...email, ...(nonce === undefined ? {} : { nonce }), iat, exp: iat + expiresIn };
    const signed = `${jwtSegment({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })}.${jwtSegment(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(this.keyPair().privateKey, 'base64url')}`;
  }

  /** The key set that verifies the signatures. */
  jwks(): object {
    const key = this.keyPair().publicKey.export({ format: 'jwk' });
    return { keys: [{ ...key, kid: KEY_ID, use: 'sig', alg: 'RS256' }] };
  }

  private keyPair(): NonNullable<IdTokens['keys']> {
    this.keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return this.keys;
  }
}
