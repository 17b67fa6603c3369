export { GoogleHealthUpstream, type GoogleHealthSettings } from './google-health.upstream';
export { GOOGLE_HEALTH_URLS, googleHealthUrlsBelow, type GoogleHealthUrls } from './google-health.urls';
