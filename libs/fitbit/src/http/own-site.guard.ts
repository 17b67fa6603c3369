import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import type { HttpRequest } from '../host/http-exchange';

/** What a person's click or a script of the page itself asks for; not an image, a frame or a prefetch. */
const DESTINATIONS = ['document', 'empty'];

/**
 * 403 for what another site, an image on a page or a prefetch asks for in the user's name. A GET that changes something
 * invites it, and session cookies come along with a GET. Browsers say who asks; a program that says nothing passes.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
@Injectable()
export class OwnSiteGuard implements CanActivate {
  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers, method } = context.switchToHttp().getRequest<HttpRequest>();
    const foreign = headers['sec-fetch-site'] === 'cross-site' || (method === 'POST' && !this.isOwn(headers));
    const destination = headers['sec-fetch-dest'];
    const aside = destination !== undefined && !DESTINATIONS.includes(String(destination));
    const early = [headers['sec-purpose'], headers.purpose].some((text) => String(text).includes('prefetch'));
    if (foreign || aside || early) throw new ForbiddenException('Open this address from the site itself.');
    return true;
  }

  /** Older browsers name no site, but the origin of a POST. Behind a proxy the `Host` may be another one. */
  private isOwn({ origin, host }: IncomingHttpHeaders): boolean {
    if (origin === undefined) return true;
    return URL.canParse(origin) && [host, this.options.callbackUrl.host].includes(new URL(origin).host);
  }
}
