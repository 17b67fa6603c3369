import { createHmac, randomBytes } from 'node:crypto';
import { CLIENT } from '../../oauth/client';
import { jwtSegment } from '../../oauth/jwt';
import { scopeCodes } from './fitbit-scopes';

const KEY = randomBytes(32);

const HEADER = jwtSegment({ alg: 'HS256' });

interface TokenFacts {
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** An HS256 JWT, as the service issues them. Clients treat it as opaque. */
export function newAccessToken({ userId, scopes, issuedAtMs, expiresAtMs }: TokenFacts): string {
  const claims = {
    aud: CLIENT.id,
    sub: userId,
    iss: 'Fitbit',
    typ: 'access_token',
    scopes: scopeCodes(scopes),
    exp: Math.floor(expiresAtMs / 1000),
    iat: Math.floor(issuedAtMs / 1000),
    jti: randomBytes(12).toString('base64url'),
  };
  const signed = `${HEADER}.${jwtSegment(claims)}`;
  return `${signed}.${createHmac('sha256', KEY).update(signed).digest('base64url')}`;
}

/** 64 hexadecimal digits, as in all published samples. */
export function newRefreshToken(): string {
  return randomBytes(32).toString('hex');
}

/** 40 hexadecimal digits. */
export function newCode(): string {
  return randomBytes(20).toString('hex');
}
