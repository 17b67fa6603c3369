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
    expect(problemsOf({ ...valid, consumerKey: '  ' })).toEqual(['consumerKey is required: a text that is not empty.']);
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
    [['steps'], 'must be a map'],
    [new Map([['activities', ['steps']]]), 'a plain object'],
    [{ heart: ['rate'] }, 'unknown category "heart". Valid: foods, activities, sleep, body'],
    [{ sleep: ['steps'] }, 'unknown resource "steps". "steps" belongs to activities. Valid: awakeningsCount'],
    [{ body: 'weight' }, 'subscriptions.body must be a list'],
    [{ body: [7] }, 'as text'],
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
    ['webhookSecrets', 'a secret of sixteen characters'],
    ['webhookSecrets', ['fifteen letters']],
    ['webhookSecrets', ['sixteen letters and ä']],
    ['webhookSecrets', [' blanks at the ends ']],
    ['webhookSecrets', ['two lines of a\nheader value']],
    ['webhookSecrets', [undefined]],
    ['webhookUrl', 'http://app.example.com/webhook'],
    ['subscriptionPolicy', 'SOMETIMES'],
    ['onAccountChange', 'delete'],
    ['onAccountChange', true],
  ])('names %s when it is %p', (option, value) => {
    const found = problemsOf({ ...valid, [option]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(option);
  });

  it('takes one depth of a history, and none by default', () => {
    expect(resolveFitbitOptions(valid)).toMatchObject({ historyDays: undefined, historyStart: undefined });
    expect(resolveFitbitOptions({ ...valid, historyDays: 90 }).historyDays).toBe(90);
    expect(resolveFitbitOptions({ ...valid, historyStart: '2020-01-01' }).historyStart).toBe('2020-01-01');
    expect(problemsOf({ ...valid, historyDays: 90, historyStart: '2020-01-01' })).toEqual([
      'historyDays and historyStart exclude each other: give one of them.',
    ]);
  });

  it('loses nothing that is stored when another account is connected, unless that is asked for', () => {
    expect(resolveFitbitOptions(valid).onAccountChange).toBe('keep');
    expect(resolveFitbitOptions({ ...valid, onAccountChange: 'keep' }).onAccountChange).toBe('keep');
    expect(resolveFitbitOptions({ ...valid, onAccountChange: 'replace' }).onAccountChange).toBe('replace');
  });

  it('keeps the secrets of the webhook in their order, and has none by default', () => {
    const webhookSecrets = ['Bearer 0123456789abcdef', '~'.repeat(16)];
    expect(resolveFitbitOptions({ ...valid, webhookSecrets }).webhookSecrets).toEqual(webhookSecrets);
    expect(resolveFitbitOptions(valid).webhookSecrets).toEqual([]);
  });

  it('takes Google’s project from the client id, and its endpoint from beside the callback', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const googleServiceAccount = { client_email: 'a@b.example', private_key: pem };
    const consumerKey = '123-abc.apps.googleusercontent.com';
    expect(problemsOf({ ...required, googleServiceAccount: 'key.json' })).toHaveLength(1);
    expect(resolveFitbitOptions({ ...required, consumerKey, googleServiceAccount })).toMatchObject({
      googleProject: { number: '123', clientEmail: 'a@b.example' },
      subscriptionPolicy: 'AUTOMATIC',
      webhookUrl: new URL('https://app.example.com/fitbit/webhook'),
    });
    expect(problemsOf({ ...required, googleServiceAccount })).toEqual([expect.stringContaining('googleProjectNumber')]);
    const wrong = { ...required, consumerKey, googleServiceAccount: { client_email: '', private_key: 'sesame' } };
    expect(problemsOf(wrong)).toHaveLength(2);
    expect(problemsOf(wrong).join()).not.toContain('sesame');
    expect(problemsOf({ ...required, consumerKey, googleServiceAccount, subscriberId: '1' })).toHaveLength(1);
  });

  it('never shows a key or a secret in its error', () => {
    const encryptionKeys = [{ id: 'k', key: 'sesame' }];
    const text = problemsOf({ ...valid, consumerKey: '', encryptionKeys, webhookSecrets: ['sesame'] }).join();
    expect(text).not.toContain('sesame');
    expect(text).not.toContain(valid.consumerSecret);
  });
});
