export { FitbitWebApiUpstream, type FitbitWebApiSettings } from './fitbit-web-api.upstream';
export { FITBIT_WEB_API_URLS, fitbitWebApiUrlsBelow, type FitbitWebApiUrls } from './fitbit-web-api.urls';
