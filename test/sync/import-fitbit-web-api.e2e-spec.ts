import { daysIn } from '../support/internals';
import { Stage } from '../support/stage';
import { runSweeps } from '../support/sweeps';

const text = ({ resource, date, value }: { resource: string; date: string; value: string }) =>
  `${resource} ${date} ${value}`;

describe('the import of a year from fitbit-web-api, with its quota of 150 an hour', () => {
  let stage: Stage;

  beforeAll(async () => {
    const options = { upstream: 'fitbit-web-api', subscribe: true, subscriberId: '1' } as const;
    stage = await Stage.open({ people: 2, seed: 11, quota: true }, { options });
    await stage.import('alice', 'p1');
  });
  afterAll(() => stage.close());

  it('stores every value of all resources, including zeros, and nothing else', async () => {
    const stored = await stage.stored('alice');
    const truth = await stage.control.truth('p1', 'fitbit-web-api');
    expect(new Set(stored.map(({ resource }) => resource)).size).toBeGreaterThan(30);
    expect(stored.map(text).sort()).toEqual(truth.map(text).sort());
    expect(stored.filter(({ value }) => value === '0').length).toBeGreaterThan(0);
  });

  it('costs 54 requests for the data and at most 66 in total', async () => {
    const progress = await stage.fitbit.importProgress('alice');
    expect(daysIn({ from: progress?.from ?? '', to: progress?.through ?? '' })).toBeGreaterThan(360);
    const all = await stage.control.requests('/1');
    const account = (await stage.control.requests('profile.json')) + (await stage.control.requests('devices.json'));
    const subscriptions = await stage.control.requests('apiSubscriptions'); // by a job, five seconds after the connect
    expect(all - account - subscriptions).toBe(54);
    const consent = await stage.control.requests('/oauth2/authorize'); // the user's browser asks for these
    // Five subscriptions and a look at those that stand follow five seconds after the connect.
    expect((await stage.control.requests()) - consent - subscriptions + 6).toBeLessThanOrEqual(66);
  });

  it('is complete: a sweep sends no request', async () => {
    await stage.control.resetRequests();
    await runSweeps(stage.host);
    expect(await stage.control.requests('/date/')).toBe(0);
  });
});
