import { generateKeyPairSync } from 'node:crypto';
import { OPTION_TABLE } from './fitbit-module-options';
import { leavesOf } from './option';
import { readFitbitEnvironment } from './read-fitbit-environment';
import { resolveFitbitOptions } from './resolve-fitbit-options';

const KEY = Buffer.alloc(32, 7);
const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const REQUIRED = {
  FITBIT_CONSUMER_KEY: '123-client',
  FITBIT_CONSUMER_SECRET: 'secret',
  FITBIT_CALLBACK_URL: 'https://app.example.com/fitbit/complete',
  FITBIT_ENCRYPTION_KEYS: `k1:${KEY.toString('base64')}`,
};

/** For each variable a text, and what arrives where the module works with it. */
const ARRIVALS: Record<string, [text: string, resolved: object]> = {
  FITBIT_UPSTREAM: ['fitbit-web-api', { upstream: 'fitbit-web-api' }],
  FITBIT_UPSTREAM_GONE: ['true', { upstreamGone: true }],
  FITBIT_CONSUMER_KEY: ['another', { consumerKey: 'another' }],
  FITBIT_CONSUMER_SECRET: ['another', { consumerSecret: 'another' }],
  FITBIT_CALLBACK_URL: ['http://127.0.0.1/complete', { callbackUrl: new URL('http://127.0.0.1/complete') }],
  FITBIT_ENCRYPTION_KEYS: [
    `new:${KEY.toString('base64')}, old:${KEY.toString('base64')}`,
    {
      encryptionKeys: [
        { id: 'new', key: KEY },
        { id: 'old', key: KEY },
      ],
    },
  ],
  FITBIT_SIGN_IN_URL: ['/sign-in', { signInUrl: '/sign-in' }],
  FITBIT_LOGIN_REDIRECT: ['/in', { loginRedirect: '/in' }],
  FITBIT_LOGOUT_REDIRECT: ['/out', { logoutRedirect: '/out' }],
  FITBIT_ERROR_TEMPLATE: ['oops', { errorTemplate: 'oops' }],
  FITBIT_DECORATOR_MESSAGE: ['Connect, please.', { decoratorMessage: 'Connect, please.' }],
  FITBIT_SUBSCRIBE: ['1', { subscribe: true }],
  FITBIT_SUBSCRIPTIONS: ['{"body":["fat"]}', { resources: ['body/fat'] }],
  FITBIT_HISTORY_DAYS: ['90', { historyDays: 90 }],
  FITBIT_HISTORY_START: ['2020-01-01', { historyStart: '2020-01-01' }],
  FITBIT_ON_ACCOUNT_CHANGE: ['replace', { onAccountChange: 'replace' }],
  FITBIT_HISTORICAL_INIT_DELAY: ['0', { historicalInitDelayMs: 0 }],
  FITBIT_BETWEEN_DELAY: ['0.5', { betweenDelayMs: 500 }],
  FITBIT_REQUESTS_PER_MINUTE_PER_USER: ['0', { requestsPerMinutePerUser: 0 }],
  FITBIT_REQUESTS_PER_MINUTE_PER_PROJECT: ['15000', { requestsPerMinutePerProject: 15_000 }],
  FITBIT_AUTHORIZATION_ATTEMPTS_PER_MINUTE: ['7', { authorizationAttemptsPerMinute: 7 }],
  FITBIT_REFRESH_LEEWAY_MS: ['60000', { refreshLeewayMs: 60_000 }],
  FITBIT_UNANNOUNCED_INTERVAL_MS: ['1000', { unannouncedIntervalMs: 1_000 }],
  FITBIT_SWEEP_INTERVALS_MS_HOLES: ['0', { sweepIntervalsMs: { holes: 0 } }],
  FITBIT_SWEEP_INTERVALS_MS_INBOX: ['1000', { sweepIntervalsMs: { inbox: 1_000 } }],
  FITBIT_SWEEP_INTERVALS_MS_CHANGING: ['2000', { sweepIntervalsMs: { changing: 2_000 } }],
  FITBIT_SWEEP_INTERVALS_MS_REVOCATIONS: ['3000', { sweepIntervalsMs: { revocations: 3_000 } }],
  FITBIT_SWEEP_INTERVALS_MS_SUBSCRIPTIONS: ['4000', { sweepIntervalsMs: { subscriptions: 4_000 } }],
  FITBIT_SWEEP_INTERVALS_MS_TOKENS: ['5000', { sweepIntervalsMs: { tokens: 5_000 } }],
  FITBIT_WEBHOOK_BODY_LIMIT_BYTES: ['4096', { webhookBodyLimitBytes: 4_096 }],
  FITBIT_SUBSCRIBER_ID: ['my-app', { subscriberId: 'my-app' }],
  FITBIT_VERIFICATION_CODE: ['code', { verificationCode: 'code' }],
  FITBIT_GOOGLE_WEBHOOK_SECRETS: [
    'Bearer a-new-secret, Bearer an-old-secret',
    { google: { webhookSecrets: ['Bearer a-new-secret', 'Bearer an-old-secret'] } },
  ],
  FITBIT_GOOGLE_SERVICE_ACCOUNT: [
    JSON.stringify({ client_email: 'a@b.example', private_key: PEM, token_uri: 'https://t.example/', type: 'ignored' }),
    {
      google: {
        project: { number: '123', clientEmail: 'a@b.example', privateKey: PEM, tokenUrl: 'https://t.example/' },
      },
    },
  ],
  FITBIT_GOOGLE_PROJECT_NUMBER: ['7', { google: { project: { number: '7' } } }],
  FITBIT_GOOGLE_WEBHOOK_URL: ['https://w.example/', { google: { webhookUrl: new URL('https://w.example/') } }],
  FITBIT_GOOGLE_SUBSCRIPTION_POLICY: ['MANUAL', { google: { subscriptionPolicy: 'MANUAL' } }],
  FITBIT_UPSTREAM_BASE_URL: ['http://[::1]:4010', { upstreamBaseUrl: new URL('http://[::1]:4010') }],
};
/** What a variable needs beside it. */
const ALONGSIDE: Record<string, Record<string, string>> = {
  FITBIT_UPSTREAM_GONE: { FITBIT_UPSTREAM: 'fitbit-web-api' },
  // Without it, nothing of the project is resolved.
  FITBIT_GOOGLE_PROJECT_NUMBER: {
    FITBIT_GOOGLE_SERVICE_ACCOUNT: JSON.stringify({ client_email: 'a@b.example', private_key: PEM }),
  },
};

/** `toMatchObject` takes every URL for any other. */
const comparable = (value: object) => JSON.parse(JSON.stringify(value)) as object;

describe('readFitbitEnvironment', () => {
  it('has a variable for every option except those that only code can give', () => {
    const leaves = leavesOf(OPTION_TABLE);
    expect(leaves.filter(({ variable }) => variable === undefined).map(({ name }) => name)).toEqual(['user', 'clock']);
    const variables = leaves.flatMap(({ variable }) => (variable === undefined ? [] : [variable]));
    expect(variables).toEqual(Object.keys(ARRIVALS));
    expect(new Set(variables).size).toBe(variables.length);
  });

  it.each(Object.entries(ARRIVALS))('carries %s to where the module works with it', (variable, [text, resolved]) => {
    const base = { ...REQUIRED, ...ALONGSIDE[variable] };
    const before = resolveFitbitOptions(readFitbitEnvironment(base).options);
    expect(comparable(before)).not.toMatchObject(comparable(resolved));
    const { options, problems } = readFitbitEnvironment({ ...base, [variable]: ` ${text} ` });
    expect(problems).toEqual([]);
    expect(comparable(resolveFitbitOptions(options))).toMatchObject(comparable(resolved));
  });

  it('leaves every option without a variable to its default', () => {
    const { options, problems } = readFitbitEnvironment({
      ...REQUIRED,
      FITBIT_SUBSCRIBE: ' ',
      FITBIT_HISTORY_DAYS: '',
    });
    expect(problems).toEqual([]);
    const { FITBIT_CONSUMER_KEY: consumerKey, FITBIT_CONSUMER_SECRET: consumerSecret } = REQUIRED;
    const { FITBIT_CALLBACK_URL: callbackUrl } = REQUIRED;
    const given = { consumerKey, consumerSecret, callbackUrl, encryptionKeys: [{ id: 'k1', key: KEY }] };
    const { clock: _, ...defaults } = resolveFitbitOptions(given);
    expect(resolveFitbitOptions(options)).toMatchObject(defaults);
  });

  it('names each variable that is missing or wrong', () => {
    const { problems } = readFitbitEnvironment({ FITBIT_SUBSCRIBE: 'yes', FITBIT_GOOGLE_SERVICE_ACCOUNT: '{' });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'FITBIT_CONSUMER_KEY',
      'FITBIT_CONSUMER_SECRET',
      'FITBIT_CALLBACK_URL',
      'FITBIT_ENCRYPTION_KEYS',
      'FITBIT_SUBSCRIBE',
      'FITBIT_GOOGLE_SERVICE_ACCOUNT',
    ]);
  });

  it.each([KEY.toString('base64'), `:${KEY.toString('base64')}`, 'sesame:', 'k1:sesame'])(
    'never repeats a key that is in the wrong form: %s',
    (keys) => {
      const { problems } = readFitbitEnvironment({ ...REQUIRED, FITBIT_ENCRYPTION_KEYS: keys });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain('FITBIT_ENCRYPTION_KEYS');
      expect(problems[0]).not.toContain(KEY.toString('base64'));
      expect(problems[0]).not.toContain('sesame');
    },
  );
});
