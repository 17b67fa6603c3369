import { ForbiddenException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/**
 * Another page may not send our forms in the user's name. The session cookie is `SameSite=Lax`, which stops other
 * sites; other ports and sub-domains of this site are stopped here. Clients that are no browser send no `Origin`.
 */
export function sameOriginPosts(ownOrigin: string) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    // A page without a referrer sends the origin `null`, but browsers still say whether it was one of ours.
    const foreign = site === undefined ? origin !== undefined && origin !== ownOrigin : site !== 'same-origin';
    const reading = request.method === 'GET' || request.method === 'HEAD';
    next(foreign && !reading ? new ForbiddenException('This form was not sent from this site.') : undefined);
  };
}
