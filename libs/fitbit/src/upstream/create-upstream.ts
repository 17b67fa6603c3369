import { FitbitOptionsError } from '../errors/fitbit.errors';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import type { FitbitUpstream } from './fitbit-upstream';
import { GoogleHealthUpstream } from './google-health/google-health.upstream';
import { GOOGLE_HEALTH_URLS, googleHealthUrlsBelow } from './google-health/google-health.urls';

/** The adapter that the options ask for. */
export function createUpstream(options: ResolvedFitbitOptions): FitbitUpstream {
  const { consumerKey, consumerSecret, upstreamBaseUrl, clock } = options;
  if (options.upstream === 'fitbit-web-api') {
    throw new FitbitOptionsError(["upstream 'fitbit-web-api' is not built yet; use 'google-health'."]);
  }
  return new GoogleHealthUpstream({
    clientId: consumerKey,
    clientSecret: consumerSecret,
    urls: upstreamBaseUrl === undefined ? GOOGLE_HEALTH_URLS : googleHealthUrlsBelow(upstreamBaseUrl),
    clock,
  });
}
