import type { NextFunction, Request, Response } from 'express';
import type { FitbitUser } from 'nestjs-fitbit';
import type { LocalUser, LocalUsers } from './local-users';

/** A request with the sample's session: the id of the local user who is signed in. */
export interface SessionRequest extends Omit<Request, 'session'> {
  session?: { userId?: string } | null;
  localUser?: LocalUser;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * `Lax` and not `Strict`: the browser comes back from the consent page by a link of another site and must still be
 * signed in. Over https the name ties the cookie to this very host.
 */
export function sessionCookie(secure: boolean): CookieSessionInterfaces.CookieSessionOptions {
  const name = secure ? '__Host-sample' : 'sample';
  return { name, secure, httpOnly: true, sameSite: 'lax', path: '/', maxAge: WEEK_MS };
}

/** Puts the local user at the request and into every view; a cookie for an unknown user is ignored. */
export function findLocalUser(users: LocalUsers) {
  return (request: SessionRequest, response: Response, next: NextFunction): void => {
    const user = users.find(request.session?.userId);
    if (user) request.localUser = response.locals.user = user;
    else if (request.session?.userId !== undefined) request.session = null;
    next();
  };
}

/** The module's question who is signed in. */
export function signedInUser({ localUser }: SessionRequest): FitbitUser | undefined {
  return localUser && { id: localUser.id };
}
