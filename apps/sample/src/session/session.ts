import type { NextFunction, Request, Response } from 'express';
import type { FitbitUser } from 'nestjs-fitbit';
import type { LocalUser, LocalUsers } from './local-users';
import type { Session, Sessions } from './sessions';

/** A request with the sample's session cookie, and the local user whom it signs in. */
export interface SessionRequest extends Omit<Request, 'session'> {
  session?: Partial<Session> | null;
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

/** Puts the local user at the request and into every view. A cookie of an unknown user or an ended session is ignored. */
export function findLocalUser(users: LocalUsers, sessions: Sessions) {
  return async (request: SessionRequest, response: Response, next: NextFunction): Promise<void> => {
    const session = sessionOf(request);
    const user = users.find(session?.userId);
    if (session && user && (await sessions.isCurrent(session))) request.localUser = response.locals.user = user;
    else if (request.session?.userId !== undefined) request.session = null;
    next();
  };
}

/** What the cookie says; whether the session has ended is not checked. */
export function sessionOf({ session }: SessionRequest): Session | undefined {
  const { userId, sinceMs } = session ?? {};
  return userId === undefined || sinceMs === undefined ? undefined : { userId, sinceMs };
}

/** The module's question who is signed in. */
export function signedInUser({ localUser }: SessionRequest): FitbitUser | undefined {
  return localUser && { id: localUser.id };
}
