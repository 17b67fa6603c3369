import { FitbitWebApiUpstream } from './fitbit-web-api.upstream';
import { fitbitWebApiUrlsBelow } from './fitbit-web-api.urls';
import { CATEGORIES } from '../../model/resource';
import { ScriptedServer } from '../../../../../test/support/scripted-server';
import { CountingSession, type Adapter } from '../../../spec-support/upstream-bench';
import { describeUpstreamContract } from '../../../spec-support/upstream-contract';

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
