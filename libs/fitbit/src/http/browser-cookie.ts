import { parseCookie, stringifySetCookie } from 'cookie';
import { AUTHORIZATION_LIFETIME_MS } from '../oauth/authorization.service';
import type { HttpRequest } from '../host/http-exchange';

/** Over https, `__Host-` limits the cookie to exactly this host. Browsers refuse the prefix over http, even on loopback. */
function nameFor(callbackUrl: URL): string {
  return callbackUrl.protocol === 'https:' ? '__Host-fitbit_authorization' : 'fitbit_authorization';
}

/** The secret that binds an authorization to this browser. */
export function browserSecretOf(request: HttpRequest, callbackUrl: URL): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[nameFor(callbackUrl)];
}

/** The `Set-Cookie` header that stores the secret. `Lax`, because the upstream's redirect has to bring it back. */
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
