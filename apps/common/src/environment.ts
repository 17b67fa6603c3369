import { SystemClock, type EncryptionKey, type FitbitModuleOptions } from 'nestjs-fitbit';
import { EnvironmentError, VariableReader, type Variables } from './variables';

/** Injection token of the checked {@link Environment}. */
export const ENVIRONMENT = Symbol('ENVIRONMENT');

/** What the three applications take from their environment, checked once. */
export interface Environment {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Begins every key of the queues, so that several installations can share one Redis. */
  readonly redisPrefix: string | undefined;
  /** Where browsers reach the sample, without a path. */
  readonly publicUrl: URL;
  readonly clock: SystemClock;
  /** The module's options; only `user` is missing, which the host's code adds. */
  readonly fitbit: FitbitModuleOptions;
  readonly sample: SampleEnvironment;
}

/** What only the sample reads. */
export interface SampleEnvironment {
  readonly host: string;
  readonly port: number;
  /** How many local users the sign-in page offers. */
  readonly users: number;
  /** Keys the session cookie; unset: a new one at every start, which signs everybody out. */
  readonly sessionSecret: string | undefined;
}

const UPSTREAMS = ['google-health', 'fitbit-web-api'] as const;
const ACCOUNT_CHANGES = ['keep', 'replace'] as const;
const POLICIES = ['AUTOMATIC', 'MANUAL'] as const;
const DEFAULT_SAMPLE_USERS = 3;

/** @throws {@link EnvironmentError} that lists everything that is missing or cannot be read. */
export function readEnvironment(variables: Variables): Environment {
  const read = new VariableReader(variables);
  const databaseUrl = read.url('DATABASE_URL', 'the Postgres database', ['postgres:', 'postgresql:']);
  const redisUrl = read.url('REDIS_URL', 'the Redis server of the queues', ['redis:', 'rediss:']);
  const publicUrl = read.url('FITBIT_PUBLIC_URL', 'where browsers reach this application', ['http:', 'https:']);
  const clock = new SystemClock(read.number('FITBIT_CLOCK_OFFSET_MS', -Infinity) ?? 0);
  const fitbit = readOptions(read, publicUrl, clock);
  const sample = readSample(read, publicUrl);
  if (read.problems.length > 0 || !databaseUrl || !redisUrl || !publicUrl) throw new EnvironmentError(read.problems);
  const redisPrefix = read.text('REDIS_KEY_PREFIX');
  return { databaseUrl: databaseUrl.href, redisUrl: redisUrl.href, redisPrefix, publicUrl, clock, fitbit, sample };
}

function readOptions(read: VariableReader, publicUrl: URL | undefined, clock: SystemClock): FitbitModuleOptions {
  return {
    upstream: read.oneOf('FITBIT_UPSTREAM', UPSTREAMS),
    upstreamBaseUrl: read.text('FITBIT_UPSTREAM_BASE_URL'),
    consumerKey: read.required('FITBIT_CONSUMER_KEY', 'the OAuth 2.0 client id'),
    consumerSecret: read.required('FITBIT_CONSUMER_SECRET', 'the OAuth 2.0 client secret'),
    callbackUrl: publicUrl ? new URL('/fitbit/complete', publicUrl).href : '',
    encryptionKeys: readKeys(read),
    signInUrl: read.text('FITBIT_SIGN_IN_URL'),
    verificationCode: read.text('FITBIT_VERIFICATION_CODE'),
    webhookUrl: read.text('FITBIT_WEBHOOK_URL'),
    subscriptionPolicy: read.oneOf('FITBIT_SUBSCRIPTION_POLICY', POLICIES),
    // The module checks what is in the file.
    googleServiceAccount: read.json('FITBIT_GOOGLE_SERVICE_ACCOUNT') as FitbitModuleOptions['googleServiceAccount'],
    googleProjectNumber: read.text('FITBIT_GOOGLE_PROJECT_NUMBER'),
    webhookSecrets: readSecrets(read.text('FITBIT_WEBHOOK_SECRETS')),
    loginRedirect: read.text('FITBIT_LOGIN_REDIRECT'),
    logoutRedirect: read.text('FITBIT_LOGOUT_REDIRECT'),
    subscribe: read.flag('FITBIT_SUBSCRIBE'),
    subscriberId: read.text('FITBIT_SUBSCRIBER_ID'),
    // The module checks the maps itself and names every offender.
    subscriptions: read.json('FITBIT_SUBSCRIPTIONS') as FitbitModuleOptions['subscriptions'],
    historicalInitDelay: read.number('FITBIT_HISTORICAL_INIT_DELAY'),
    betweenDelay: read.number('FITBIT_BETWEEN_DELAY'),
    errorTemplate: read.text('FITBIT_ERROR_TEMPLATE'),
    decoratorMessage: read.text('FITBIT_DECORATOR_MESSAGE'),
    requestsPerMinutePerUser: read.number('FITBIT_REQUESTS_PER_MINUTE_PER_USER'),
    requestsPerMinutePerProject: read.number('FITBIT_REQUESTS_PER_MINUTE_PER_PROJECT'),
    historyDays: read.number('FITBIT_HISTORY_DAYS'),
    historyStart: read.text('FITBIT_HISTORY_START'),
    onAccountChange: read.oneOf('FITBIT_ON_ACCOUNT_CHANGE', ACCOUNT_CHANGES),
    unannouncedIntervalMs: read.number('FITBIT_UNANNOUNCED_INTERVAL_MS'),
    sweepIntervalsMs: read.json('FITBIT_SWEEP_INTERVALS_MS') as FitbitModuleOptions['sweepIntervalsMs'],
    clock,
  };
}

/** `id:base64,id2:base64`; the first key seals. */
function readKeys(read: VariableReader): EncryptionKey[] {
  const name = 'FITBIT_ENCRYPTION_KEYS';
  const text = read.required(name, 'the keys that seal tokens, id:base64 and more of them after a comma');
  const keys = text.split(',').map((part) => {
    const [id = '', key = ''] = part.trim().split(':', 2);
    return { id, key };
  });
  if (text !== '' && keys.some(({ id, key }) => id === '' || key === '')) {
    read.problems.push(`${name} must be id:base64, and more of them after a comma.`);
  }
  return keys;
}

/** `secret,older secret`; the first one is the current one. */
function readSecrets(text: string | undefined): string[] | undefined {
  return text?.split(',').map((secret) => secret.trim());
}

function readSample(read: VariableReader, publicUrl: URL | undefined): SampleEnvironment {
  const port = read.number('PORT') ?? Number(publicUrl?.port || 3000);
  return {
    host: read.text('HOST') ?? '127.0.0.1',
    port,
    users: Math.floor(read.number('SAMPLE_USERS', 1) ?? DEFAULT_SAMPLE_USERS),
    sessionSecret: read.text('SAMPLE_SESSION_SECRET'),
  };
}
