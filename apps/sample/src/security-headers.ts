import type { NextFunction, Request, Response } from 'express';

/**
 * Everything the pages use is served from here. There is no `form-action`: browsers apply it to redirects too, and
 * signing in may lead on to the upstream's consent page.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store', // pages and series belong to one user; the assets set their own
  });
  next();
}
