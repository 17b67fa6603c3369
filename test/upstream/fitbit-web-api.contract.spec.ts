import { FitbitWebApiUpstream } from '../../libs/fitbit/src/upstream/fitbit-web-api/fitbit-web-api.upstream';
import { fitbitWebApiUrlsBelow } from '../../libs/fitbit/src/upstream/fitbit-web-api/fitbit-web-api.urls';
import { CATEGORIES } from '../../libs/fitbit/src/model/resource';
import { ScriptedServer } from './scripted-server';
import { CountingSession, type Adapter } from './upstream-bench';
import { describeUpstreamContract } from './upstream-contract';

const fitbitWebApi: Adapter = {
  dataPath: '/user/-/',
  tokenPath: '/oauth2/token',
  collections: CATEGORIES,
  notify: async (bench, date) => {
    const endpoint = await ScriptedServer.start();
    try {
      const isRight = (code: string | null) => code === null || code === 'right';
      endpoint.always(({ url }) => ({ status: isRight(url.searchParams.get('verify')) ? 204 : 404 }));
      await bench.control('subscriber', { url: `${endpoint.url}/update`, verificationCode: 'right' });
      const { accessToken } = await bench.connect('p1');
      await bench.upstream.subscribe(
        { session: new CountingSession(accessToken), upstreamUserId: 'GGNJL9' },
        { id: 'p1', collection: 'activities' },
      );
      await bench.control('people/p1/edit', { resource: 'activities/steps', date, value: 1234 });
      await bench.control('subscriber'); // answers when everything is delivered
      const { headers, body = '' } = endpoint.seen.at(-1) ?? { headers: {} };
      return { headers, body: Buffer.from(body) };
    } finally {
      await bench.control('subscriber', { url: null, verificationCode: 'right' });
      await endpoint.close();
    }
  },
  create: ({ baseUrl, ...settings }) => new FitbitWebApiUpstream({ ...settings, urls: fitbitWebApiUrlsBelow(baseUrl) }),
};

describeUpstreamContract({ 'fitbit-web-api': fitbitWebApi });
