import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { FitbitOptionsError } from '../errors/fitbit.errors';
import { RESOURCE_NAMES } from '../model/catalogue';
import { UPSTREAM_NAMES } from '../model/upstream-name';
import type { FitbitModuleOptions } from './fitbit-module-options';
import { resolveFitbitOptions } from './resolve-fitbit-options';

const required: FitbitModuleOptions = {
  consumerKey: 'key',
  consumerSecret: 'secret',
  callbackUrl: 'https://app.example.com/fitbit/complete',
  encryptionKeys: [{ id: 'k1', key: randomBytes(32).toString('base64') }],
};

function problemsOf(options: unknown): readonly string[] {
  try {
    resolveFitbitOptions(options as FitbitModuleOptions);
  } catch (error) {
    if (error instanceof FitbitOptionsError) return error.problems;
    throw error;
  }
  return [];
}

describe.each(UPSTREAM_NAMES)('resolveFitbitOptions (%s)', (upstream) => {
  const valid = { ...required, upstream };

  it('[S1] [S2] names every missing option in one error', () => {
    const found = problemsOf({});
    expect(found.map((problem) => problem.split(' ')[0])).toEqual([
      'consumerKey',
      'consumerSecret',
      'callbackUrl',
      'encryptionKeys',
    ]);
  });

  it('[S1] treats an empty key as missing', () => {
    expect(problemsOf({ ...valid, consumerKey: '  ' })).toEqual(['consumerKey is required: a non-empty string.']);
  });

  it('[S4] [S5] [S6] [S9] [S10] [S12] has the defaults of the original', () => {
    expect(resolveFitbitOptions(required).upstream).toBe('google-health');
    expect(resolveFitbitOptions(valid)).toMatchObject({
      upstream,
      loginRedirect: '/',
      logoutRedirect: '/',
      subscribe: false,
      historicalInitDelayMs: 10_000,
      betweenDelayMs: 5_000,
      decoratorMessage: 'This page requires Fitbit integration.',
    });
  });

  it('[S7] asks for the subscriber id when subscribing on fitbit-web-api, and only there', () => {
    expect(problemsOf({ ...valid, subscribe: true, upstream: 'fitbit-web-api' })).toHaveLength(1);
    expect(problemsOf({ ...valid, subscribe: true, upstream: 'google-health' })).toEqual([]);
    expect(problemsOf({ ...valid, subscribe: true, upstream: 'fitbit-web-api', subscriberId: '1' })).toEqual([]);
  });

  it('[S8] keeps the categories in map order and the resources in list order', () => {
    const subscriptions = { sleep: ['timeInBed', 'efficiency'], activities: ['steps', 'tracker/steps'] };
    expect(resolveFitbitOptions({ ...valid, subscriptions }).resources).toEqual([
      'sleep/timeInBed',
      'sleep/efficiency',
      'activities/steps',
      'activities/tracker/steps',
    ]);
  });

  it('[S8] selects all 36 resources by default and none for an empty map or list', () => {
    expect(resolveFitbitOptions(valid).resources).toEqual(RESOURCE_NAMES);
    expect(RESOURCE_NAMES).toHaveLength(36);
    expect(resolveFitbitOptions({ ...valid, subscriptions: {} }).resources).toEqual([]);
    expect(resolveFitbitOptions({ ...valid, subscriptions: { body: [] } }).resources).toEqual([]);
  });

  it.each([
    [['steps'], 'must be a plain object'],
    [new Map([['activities', ['steps']]]), 'a plain object'],
    [{ heart: ['rate'] }, 'unknown category "heart". Valid: foods, activities, sleep, body'],
    [{ sleep: ['steps'] }, 'unknown resource "steps". "steps" belongs to activities. Valid: awakeningsCount'],
    [{ body: 'weight' }, 'subscriptions.body must be a list'],
    [{ body: [7] }, 'as strings'],
  ])('[S8] refuses %j and says what is valid', (subscriptions, message) => {
    expect(problemsOf({ ...valid, subscriptions }).join()).toContain(message);
  });

  it.each([
    ['callbackUrl', 'http://app.example.com/complete'],
    ['callbackUrl', '/fitbit/complete'],
    ['upstreamBaseUrl', 'http://10.0.0.1'],
    ['betweenDelay', -1],
    ['historicalInitDelay', Number.NaN],
    ['upstream', 'garmin'],
    ['subscribe', 'yes'],
    ['encryptionKeys', [{ id: 'k', key: 'short' }]],
    ['encryptionKeys', [valid.encryptionKeys[0], valid.encryptionKeys[0]]],
    ['user', 'alice'],
    ['requestsPerMinutePerUser', 5000],
    ['requestsPerMinutePerUser', 29],
    ['requestsPerMinutePerProject', -1],
    ['historyDays', 0],
    ['historyDays', 1.5],
    ['historyDays', 1e9],
    ['historyDays', '30'],
    ['historyStart', '2026-02-30'],
    ['historyStart', new Date()],
    ['onAccountChange', 'delete'],
    ['onAccountChange', true],
  ])('names %s when it is %p', (option, value) => {
    const found = problemsOf({ ...valid, [option]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(option);
  });

  it.each([
    ['webhookSecrets', 'a secret of sixteen characters'],
    ['webhookSecrets', ['fifteen letters']],
    ['webhookSecrets', ['sixteen letters and ä']],
    ['webhookSecrets', [' blanks at the ends ']],
    ['webhookSecrets', ['two lines of a\nheader value']],
    ['webhookSecrets', [undefined]],
    ['webhookUrl', 'http://app.example.com/webhook'],
    ['subscriptionPolicy', 'SOMETIMES'],
    ['projectNumber', 'my-project'],
    ['projectNumber', 7],
    ['serviceAccount', 'key.json'],
  ])('names google.%s when it is %p', (option, value) => {
    const found = problemsOf({ ...valid, google: { [option]: value } });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`google.${option}`);
  });

  it.each([
    ['google', 'AUTOMATIC'],
    ['google', []],
    ['google', null],
    ['sweepIntervalsMs', 60_000],
  ])('names %s when it is %p instead of an object', (option, value) => {
    expect(problemsOf({ ...valid, [option]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${option} must be an object with `)),
    ]);
  });

  it.each([
    ['holes', 999],
    ['inbox', 2 ** 31],
    ['tokens', 'never'],
  ])('names sweepIntervalsMs.%s when it is %p', (sweep, value) => {
    expect(problemsOf({ ...valid, sweepIntervalsMs: { [sweep]: value } })).toEqual([
      `sweepIntervalsMs.${sweep} must be a number of milliseconds, 1000 to 2147483647, or 0 (off).`,
    ]);
  });

  it('keeps the default interval of each sweep that is not named', () => {
    const { sweepIntervalsMs } = resolveFitbitOptions({ ...valid, sweepIntervalsMs: { holes: 0, tokens: 1_000 } });
    expect(sweepIntervalsMs).toEqual({
      holes: 0,
      inbox: 60_000,
      changing: 600_000,
      revocations: 600_000,
      subscriptions: 600_000,
      tokens: 1_000,
    });
  });

  it.each([
    [{ consumerKeys: 'key' }, 'Unknown option consumerKeys; did you mean consumerKey?'],
    [{ ConsumerKey: 'key' }, 'Unknown option ConsumerKey; did you mean consumerKey?'],
    [{ refreshLeeway: 1 }, 'Unknown option refreshLeeway; did you mean refreshLeewayMs?'],
    [{ webhookSecrets: [] }, 'Unknown option webhookSecrets; did you mean google.webhookSecrets?'],
    [{ googleServiceAccount: {} }, 'Unknown option googleServiceAccount; did you mean google.serviceAccount?'],
    [{ worker: false }, 'Unknown option worker; did you mean workers?'],
    [{ colour: 'blue' }, 'Unknown option colour.'],
    [{ toString: 'blue' }, 'Unknown option toString.'],
    [{ google: { webhookSecret: [] } }, 'Unknown option google.webhookSecret; did you mean google.webhookSecrets?'],
    [{ google: { subscriberId: 'a' } }, 'Unknown option google.subscriberId; did you mean subscriberId?'],
    [{ sweepIntervalsMs: { hole: 0 } }, 'Unknown option sweepIntervalsMs.hole; did you mean sweepIntervalsMs.holes?'],
    [{ sweepIntervalsMs: { weekly: 0 } }, 'Unknown option sweepIntervalsMs.weekly.'],
  ])('refuses the unknown name in %j', (options, problem) => {
    expect(problemsOf({ ...valid, ...options })).toEqual([problem]);
  });

  it('names unknown options together with all other problems', () => {
    expect(
      problemsOf({ ...valid, consumerKey: '', consumerKeys: 'key', google: { secret: 1, projectNumber: 'x' } }),
    ).toEqual([
      'Unknown option consumerKeys; did you mean consumerKey?',
      'Unknown option google.secret.',
      'consumerKey is required: a non-empty string.',
      'google.projectNumber must be a string of digits.',
    ]);
  });

  it.each(['http', 'workers', 'routePrefix', 'dataSource', 'isGlobal', 'imports', 'inject', 'useFactory'])(
    'does not take the shape %s for an unknown option',
    (name) => {
      expect(problemsOf({ ...valid, [name]: undefined })).toEqual([]);
    },
  );

  it('takes one depth of a history, and none by default', () => {
    expect(resolveFitbitOptions(valid)).toMatchObject({ historyDays: undefined, historyStart: undefined });
    expect(resolveFitbitOptions({ ...valid, historyDays: 90 }).historyDays).toBe(90);
    expect(resolveFitbitOptions({ ...valid, historyStart: '2020-01-01' }).historyStart).toBe('2020-01-01');
    expect(problemsOf({ ...valid, historyDays: 90, historyStart: '2020-01-01' })).toEqual([
      'historyDays and historyStart exclude each other: give one of them.',
    ]);
  });

  it('knows an end of the Fitbit Web API only', () => {
    const legacy = { ...valid, upstream: 'fitbit-web-api', subscriberId: '1', upstreamGone: true } as const;
    expect(resolveFitbitOptions(legacy).upstreamGone).toBe(true);
    expect(problemsOf({ ...valid, upstream: 'google-health', upstreamGone: true })).toEqual([
      "upstreamGone is only for the upstream 'fitbit-web-api'.",
    ]);
  });

  it('loses nothing that is stored when another account is connected, unless that is asked for', () => {
    expect(resolveFitbitOptions(valid).onAccountChange).toBe('keep');
    expect(resolveFitbitOptions({ ...valid, onAccountChange: 'keep' }).onAccountChange).toBe('keep');
    expect(resolveFitbitOptions({ ...valid, onAccountChange: 'replace' }).onAccountChange).toBe('replace');
  });

  it('keeps the secrets of the webhook in their order, and has none by default', () => {
    const webhookSecrets = ['Bearer 0123456789abcdef', '~'.repeat(16)];
    expect(resolveFitbitOptions({ ...valid, google: { webhookSecrets } }).google.webhookSecrets).toEqual(
      webhookSecrets,
    );
    expect(resolveFitbitOptions(valid).google.webhookSecrets).toEqual([]);
  });

  it('takes Google’s project from the client id, and its endpoint from beside the callback', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const serviceAccount = { client_email: 'a@b.example', private_key: pem };
    const consumerKey = '123-abc.apps.googleusercontent.com';
    expect(problemsOf({ ...required, google: { serviceAccount: 'key.json' } })).toHaveLength(1);
    const { google } = resolveFitbitOptions({ ...required, consumerKey, google: { serviceAccount } });
    expect(google).toMatchObject({
      project: { number: '123', clientEmail: 'a@b.example' },
      subscriptionPolicy: 'AUTOMATIC',
    });
    expect(google.webhookUrl.href).toBe('https://app.example.com/fitbit/webhook');
    expect(
      resolveFitbitOptions({ ...required, consumerKey, google: { serviceAccount, projectNumber: '7' } }).google.project,
    ).toMatchObject({ number: '7' });
    expect(problemsOf({ ...required, google: { serviceAccount } })).toEqual([
      expect.stringContaining('google.projectNumber'),
    ]);
    const wrong = { ...required, consumerKey, google: { serviceAccount: { client_email: '', private_key: 'sesame' } } };
    expect(problemsOf(wrong)).toHaveLength(2);
    expect(problemsOf(wrong).join()).not.toContain('sesame');
    expect(problemsOf({ ...required, consumerKey, google: { serviceAccount }, subscriberId: '1' })).toHaveLength(1);
  });

  it('never shows a key or a secret in its error', () => {
    const encryptionKeys = [{ id: 'k', key: 'sesame' }];
    const text = problemsOf({
      ...valid,
      consumerKey: '',
      encryptionKeys,
      google: { webhookSecrets: ['sesame'] },
    }).join();
    expect(text).not.toContain('sesame');
    expect(text).not.toContain(valid.consumerSecret);
  });
});
