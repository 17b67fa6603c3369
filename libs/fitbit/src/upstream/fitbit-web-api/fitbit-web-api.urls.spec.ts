import { SystemClock } from '../../model/clock';
import { FitbitWebApiUpstream } from './fitbit-web-api.upstream';
import { FITBIT_WEB_API_URLS, fitbitWebApiUrlsBelow } from './fitbit-web-api.urls';

const upstream = (urls: typeof FITBIT_WEB_API_URLS) =>
  new FitbitWebApiUpstream({ clientId: 'client', clientSecret: 'secret', clock: new SystemClock(), urls });

describe('the URLs of the Fitbit Web API', () => {
  it.each(['http://127.0.0.1:4010', 'http://127.0.0.1:4010/', new URL('http://127.0.0.1:4010')])(
    'stand with their real paths below %s',
    (base) => {
      expect(fitbitWebApiUrlsBelow(base)).toEqual({
        authorization: 'http://127.0.0.1:4010/oauth2/authorize',
        token: 'http://127.0.0.1:4010/oauth2/token',
        revocation: 'http://127.0.0.1:4010/oauth2/revoke',
        api: 'http://127.0.0.1:4010',
      });
    },
  );

  it('have https, or http on a loopback host', () => {
    expect(() => upstream(FITBIT_WEB_API_URLS)).not.toThrow();
    expect(() => upstream(fitbitWebApiUrlsBelow('http://localhost:4010'))).not.toThrow();
    expect(() => upstream({ ...FITBIT_WEB_API_URLS, api: 'http://api.fitbit.com' })).toThrow(/upstream's api URL/);
    expect(() => upstream({ ...FITBIT_WEB_API_URLS, authorization: 'nowhere' })).toThrow(/authorization URL/);
  });
});
