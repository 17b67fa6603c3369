import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import type { HttpRequest } from '../host/http-exchange';

/** Destinations of a click or of a script on the page itself, as opposed to images, frames and prefetches. */
const DESTINATIONS = ['document', 'empty'];

/**
 * Answers 403 to requests that another site, an image or a prefetch makes on behalf of the user. The GET route changes
 * state, and browsers send session cookies with it. Browsers also send fetch metadata; a client without it passes.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
@Injectable()
export class OwnSiteGuard implements CanActivate {
  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers, method } = context.switchToHttp().getRequest<HttpRequest>();
    const isForeign = headers['sec-fetch-site'] === 'cross-site' || (method === 'POST' && !this.isOwn(headers));
    const destination = headers['sec-fetch-dest'];
    const isEmbedded = destination !== undefined && !DESTINATIONS.includes(String(destination));
    const isPrefetch = [headers['sec-purpose'], headers.purpose].some((text) => String(text).includes('prefetch'));
    if (isForeign || isEmbedded || isPrefetch) throw new ForbiddenException('Open this address from the site itself.');
    return true;
  }

  /** Older browsers send only the origin of a POST. Behind a proxy, `Host` may differ from the public host. */
  private isOwn({ origin, host }: IncomingHttpHeaders): boolean {
    if (origin === undefined) return true;
    return URL.canParse(origin) && [host, this.options.callbackUrl.host].includes(new URL(origin).host);
  }
}
