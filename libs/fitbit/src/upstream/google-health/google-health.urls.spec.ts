import { SystemClock } from '../../model/clock';
import { GoogleHealthUpstream } from './google-health.upstream';
import { GOOGLE_HEALTH_URLS, googleHealthUrlsBelow } from './google-health.urls';

const upstream = (urls: typeof GOOGLE_HEALTH_URLS) =>
  new GoogleHealthUpstream({ clientId: 'client', clientSecret: 'secret', clock: new SystemClock(), urls });

describe('the URLs of Google Health', () => {
  it.each(['http://127.0.0.1:4010', 'http://127.0.0.1:4010/', new URL('http://127.0.0.1:4010')])(
    'stand with their real paths below %s',
    (base) => {
      expect(googleHealthUrlsBelow(base)).toEqual({
        issuer: 'http://127.0.0.1:4010',
        authorization: 'http://127.0.0.1:4010/o/oauth2/v2/auth',
        token: 'http://127.0.0.1:4010/token',
        revocation: 'http://127.0.0.1:4010/revoke',
        api: 'http://127.0.0.1:4010/v4',
        webhookKeyset: 'http://127.0.0.1:4010/webhooks_public_keyset.json',
      });
    },
  );

  it('have https, or http on a loopback host', () => {
    expect(() => upstream(GOOGLE_HEALTH_URLS)).not.toThrow();
    expect(() => upstream(googleHealthUrlsBelow('http://localhost:4010'))).not.toThrow();
    expect(() => upstream(googleHealthUrlsBelow('http://[::1]:4010'))).not.toThrow();
    expect(() => upstream({ ...GOOGLE_HEALTH_URLS, api: 'http://health.googleapis.com/v4' })).toThrow(
      /upstream's api URL/,
    );
    expect(() => upstream({ ...GOOGLE_HEALTH_URLS, token: 'ftp://localhost/token' })).toThrow(/upstream's token URL/);
    expect(() => upstream({ ...GOOGLE_HEALTH_URLS, revocation: 'nowhere' })).toThrow(/upstream's revocation URL/);
  });
});
