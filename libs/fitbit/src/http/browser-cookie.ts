import { parseCookie, stringifySetCookie } from 'cookie';
import { AUTHORIZATION_LIFETIME_MS } from '../oauth/authorization.service';
import type { HttpRequest } from '../host/http-exchange';

/** `__Host-` ties the cookie to this very host over https; browsers refuse the prefix on http, loopback included. */
function nameFor(callbackUrl: URL): string {
  return callbackUrl.protocol === 'https:' ? '__Host-fitbit_authorization' : 'fitbit_authorization';
}

/** The secret that binds an authorization to this browser. */
export function browserSecretOf(request: HttpRequest, callbackUrl: URL): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[nameFor(callbackUrl)];
}

/** The `Set-Cookie` header that keeps the secret while the user is away. Lax: it must come back with a redirect. */
export function browserCookie(secret: string, callbackUrl: URL): string {
  return stringifySetCookie({
    name: nameFor(callbackUrl),
    value: secret,
    httpOnly: true,
    sameSite: 'lax',
    secure: callbackUrl.protocol === 'https:',
    path: '/',
    maxAge: AUTHORIZATION_LIFETIME_MS / 1000,
  });
}
