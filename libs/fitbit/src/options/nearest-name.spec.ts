import { nearestName } from './nearest-name';

describe('nearestName', () => {
  const names = ['consumerKey', 'consumerSecret', 'http', 'google.webhookSecrets', 'sweepIntervalsMs.holes'];

  it.each([
    ['consumerKye', 'consumerKey'],
    ['consumer_key', 'consumerKey'],
    ['consumersecret', 'consumerSecret'],
    ['htp', 'http'],
    ['webhookSecret', 'google.webhookSecrets'],
    ['googleWebhookSecrets', 'google.webhookSecrets'],
    ['sweepIntervalsMs.hole', 'sweepIntervalsMs.holes'],
    ['holes', 'sweepIntervalsMs.holes'],
    ['colour', undefined],
    ['', undefined],
  ])('takes %j for %j', (name, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });
});
