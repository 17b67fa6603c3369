import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { FITBIT_WEB_API_URLS, fitbitWebApiUrlsBelow } from './fitbit-web-api/fitbit-web-api.urls';
import { FitbitWebApiUpstream } from './fitbit-web-api/fitbit-web-api.upstream';
import type { FitbitUpstream } from './fitbit-upstream';
import { GoogleHealthUpstream } from './google-health/google-health.upstream';
import type { ProjectSettings } from './google-health/project/project';
import { GOOGLE_HEALTH_URLS, googleHealthUrlsBelow } from './google-health/google-health.urls';

/** The adapter that the options select. */
export function createUpstream(options: ResolvedFitbitOptions): FitbitUpstream {
  const { consumerKey: clientId, consumerSecret: clientSecret, upstreamBaseUrl: base, subscriberId, clock } = options;
  const application = { clientId, clientSecret, clock };
  if (options.upstream === 'fitbit-web-api') {
    const urls = base === undefined ? FITBIT_WEB_API_URLS : fitbitWebApiUrlsBelow(base);
    return new FitbitWebApiUpstream({ ...application, urls, subscriberId });
  }
  const urls = base === undefined ? GOOGLE_HEALTH_URLS : googleHealthUrlsBelow(base);
  const { webhookSecrets } = options.google;
  return new GoogleHealthUpstream({ ...application, urls, webhookSecrets, project: projectOf(options) });
}

function projectOf(options: ResolvedFitbitOptions): ProjectSettings | undefined {
  const { subscriberId = 'nestjs-fitbit', google, resources } = options;
  const { project, webhookUrl, subscriptionPolicy: policy } = google;
  if (!project) return undefined;
  const { number, ...serviceAccount } = project;
  return { number, serviceAccount, subscriberId, endpointUrl: webhookUrl.href, policy, resources };
}
