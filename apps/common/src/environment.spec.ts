import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readFitbitEnvironment } from 'nestjs-fitbit';
import { readEnvironment } from './environment';
import { EnvironmentError, type Variables } from './variables';

const key = Buffer.alloc(32, 7).toString('base64');
const complete: Variables = {
  DATABASE_URL: 'postgres://app@127.0.0.1:5432/app',
  REDIS_URL: 'redis://127.0.0.1:6379',
  FITBIT_PUBLIC_URL: 'https://app.example.com',
  FITBIT_CONSUMER_KEY: 'client',
  FITBIT_CONSUMER_SECRET: 'secret',
  FITBIT_ENCRYPTION_KEYS: `new:${key}, old:${key}`,
};

const SECRETS = ['Bearer a-new-secret', 'Bearer an-old-secret'];

/** For each variable of the applications' own a text that changes what they read. */
const READ = {
  DATABASE_URL: 'postgres://127.0.0.1/other',
  REDIS_URL: 'redis://127.0.0.1:6380',
  REDIS_KEY_PREFIX: 'mine',
  HOST: '0.0.0.0',
  PORT: '8080',
  SAMPLE_SESSION_SECRET: 'secret',
  SAMPLE_USERS: '7',
  FITBIT_PUBLIC_URL: 'https://other.example.com',
  FITBIT_CLOCK_OFFSET_MS: '-1',
};

function problemsOf(variables: Variables): readonly string[] {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment of the applications', () => {
  it('derives the callback URL from the public URL', () => {
    const { fitbit } = readEnvironment(complete);
    expect(fitbit.callbackUrl).toBe('https://app.example.com/fitbit/complete');
  });

  it('reads a key ring in its order', () => {
    expect(readEnvironment(complete).fitbit.encryptionKeys).toEqual([
      { id: 'new', key },
      { id: 'old', key },
    ]);
  });

  it('reads the secrets of the webhook in their order', () => {
    const { fitbit } = readEnvironment({ ...complete, FITBIT_GOOGLE_WEBHOOK_SECRETS: SECRETS.join(', ') });
    expect(fitbit.google?.webhookSecrets).toEqual(SECRETS);
  });

  it('leaves what is not set to the defaults of the module', () => {
    const { fitbit } = readEnvironment({ ...complete, FITBIT_BETWEEN_DELAY: '', FITBIT_SUBSCRIBE: ' ' });
    const unset = { betweenDelay: undefined, subscribe: undefined, upstream: undefined };
    expect(fitbit).toMatchObject({ ...unset, google: { webhookSecrets: undefined } });
  });

  it('reads numbers, flags and maps', () => {
    const { fitbit } = readEnvironment({
      ...complete,
      FITBIT_BETWEEN_DELAY: '0',
      FITBIT_SUBSCRIBE: 'true',
      FITBIT_SUBSCRIPTIONS: '{"activities":["steps"]}',
    });
    expect(fitbit).toMatchObject({ betweenDelay: 0, subscribe: true, subscriptions: { activities: ['steps'] } });
  });

  it('moves the clock by the offset', () => {
    const { clock } = readEnvironment({ ...complete, FITBIT_CLOCK_OFFSET_MS: '-86400000' });
    expect(Date.now() - clock.now().getTime()).toBeGreaterThan(86_000_000);
  });

  it('reads every variable that .env.example explains, and no other', () => {
    const asked = new Set<string>();
    const recording = new Proxy(complete, {
      get: (variables, name: string) => {
        asked.add(name);
        return variables[name];
      },
    });
    readFitbitEnvironment(recording);
    const text = readFileSync(path.join(__dirname, '..', '..', '..', '.env.example'), 'utf8');
    const explained = [...text.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name = '']) => name);
    const forDocker = ['POSTGRES_PASSWORD'];
    expect([...Object.keys(READ), ...asked].sort()).toEqual(
      explained.filter((name) => !forDocker.includes(name)).sort(),
    );
  });

  it.each(Object.entries(READ))('reads %s', (name, text) => {
    expect(readEnvironment({ ...complete, [name]: text })).not.toEqual(readEnvironment(complete));
  });

  it('hands every variable of the module on to it', () => {
    const variables = {
      ...complete,
      FITBIT_CALLBACK_URL: 'https://app.example.com/fitbit/complete',
      FITBIT_REFRESH_LEEWAY_MS: '60000',
      FITBIT_WEBHOOK_BODY_LIMIT_BYTES: '4096',
      FITBIT_AUTHORIZATION_ATTEMPTS_PER_MINUTE: '7',
    };
    const { fitbit, clock } = readEnvironment(variables);
    expect(fitbit).toEqual({ ...readFitbitEnvironment(variables).options, clock });
    expect(fitbit).toMatchObject({
      refreshLeewayMs: 60_000,
      webhookBodyLimitBytes: 4_096,
      authorizationAttemptsPerMinute: 7,
    });
  });

  it('takes another callback URL than that below the public URL', () => {
    const { fitbit } = readEnvironment({ ...complete, FITBIT_CALLBACK_URL: 'https://proxy.example.com/complete' });
    expect(fitbit.callbackUrl).toBe('https://proxy.example.com/complete');
  });

  it('names every missing variable in one error', () => {
    const names = Object.keys(complete);
    const problems = problemsOf({});
    expect(problems).toHaveLength(names.length);
    for (const name of names) expect(problems.join('\n')).toContain(name);
  });

  it.each([
    ['DATABASE_URL', 'mysql://root:hunter2@db/app'],
    ['REDIS_URL', 'hunter2'],
    ['FITBIT_PUBLIC_URL', 'ftp://hunter2'],
    ['FITBIT_UPSTREAM', 'hunter2'],
    ['FITBIT_SUBSCRIBE', 'hunter2'],
    ['FITBIT_BETWEEN_DELAY', '-1'],
    ['FITBIT_HISTORICAL_INIT_DELAY', 'hunter2'],
    ['FITBIT_SUBSCRIPTIONS', '{hunter2'],
    ['FITBIT_GOOGLE_SUBSCRIPTION_POLICY', 'hunter2'],
    ['FITBIT_GOOGLE_WEBHOOK_SECRETS', 'hunter2'],
    ['FITBIT_REFRESH_LEEWAY_MS', 'hunter2'],
    ['FITBIT_WEBHOOK_BODY_LIMIT_BYTES', '-1'],
    ['FITBIT_AUTHORIZATION_ATTEMPTS_PER_MINUTE', 'hunter2'],
    ['FITBIT_ON_ACCOUNT_CHANGE', 'hunter2'],
    ['FITBIT_GOOGLE_SERVICE_ACCOUNT', '{hunter2'],
    ['FITBIT_ENCRYPTION_KEYS', 'hunter2'],
    ['SAMPLE_USERS', '0'],
  ])('names %s when it cannot be read, and never repeats its value', (name, value) => {
    const problems = problemsOf({ ...complete, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).not.toContain('hunter2');
  });
});
