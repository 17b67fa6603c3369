import { FitbitWebApiUpstream } from '../../libs/fitbit/src/upstream/fitbit-web-api/fitbit-web-api.upstream';
import { fitbitWebApiUrlsBelow } from '../../libs/fitbit/src/upstream/fitbit-web-api/fitbit-web-api.urls';
import { type Adapter } from './upstream-bench';
import { describeUpstreamContract } from './upstream-contract';

const fitbitWebApi: Adapter = {
  dataPath: '/user/-/',
  tokenPath: '/oauth2/token',
  create: ({ baseUrl, ...settings }) => new FitbitWebApiUpstream({ ...settings, urls: fitbitWebApiUrlsBelow(baseUrl) }),
};

describeUpstreamContract({ 'fitbit-web-api': fitbitWebApi });
