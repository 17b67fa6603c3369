import { type FitbitModuleOptions, readFitbitEnvironment, SystemClock } from 'nestjs-fitbit';
import { EnvironmentError, VariableReader, type Variables } from './variables';

/** Injection token of the checked {@link Environment}. */
export const ENVIRONMENT = Symbol('ENVIRONMENT');

/** What the applications take from their environment, checked once. */
export interface Environment {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** The prefix of every key in Redis, so that several installations can share one server. */
  readonly redisPrefix: string | undefined;
  /** Where browsers reach the sample, without a path. */
  readonly publicUrl: URL;
  readonly clock: SystemClock;
  /** The module's options, except `user`, which only code can give. */
  readonly fitbit: FitbitModuleOptions;
  readonly sample: SampleEnvironment;
}

/** What only the sample application reads. */
export interface SampleEnvironment {
  readonly host: string;
  readonly port: number;
  /** How many local users the sign-in page offers. */
  readonly users: number;
  /** Signs the session cookie; unset: a new secret at every start, which signs all users out. */
  readonly sessionSecret: string | undefined;
}

const DEFAULT_SAMPLE_USERS = 3;
/** Keeps the check of the callback URL quiet when FITBIT_PUBLIC_URL has a problem of its own. */
const UNKNOWN_URL = 'http://localhost';

/** @throws {@link EnvironmentError} that lists every variable that is missing or cannot be read. */
export function readEnvironment(variables: Variables): Environment {
  const read = new VariableReader(variables);
  const databaseUrl = read.requiredUrl('DATABASE_URL', ['postgres:', 'postgresql:']);
  const redisUrl = read.requiredUrl('REDIS_URL', ['redis:', 'rediss:']);
  const publicUrl = read.requiredUrl('FITBIT_PUBLIC_URL', ['http:', 'https:']);
  const clock = new SystemClock(read.number('FITBIT_CLOCK_OFFSET_MS', -Infinity) ?? 0);
  const sample = readSample(read, publicUrl);
  const { options, problems } = readFitbitEnvironment(withCallbackUrl(variables, publicUrl));
  problems.forEach((problem) => read.problems.push(problem));
  if (read.problems.length > 0 || !databaseUrl || !redisUrl || !publicUrl) throw new EnvironmentError(read.problems);
  const redisPrefix = read.text('REDIS_KEY_PREFIX');
  const fitbit = { ...options, clock };
  return { databaseUrl: databaseUrl.href, redisUrl: redisUrl.href, redisPrefix, publicUrl, clock, fitbit, sample };
}

function withCallbackUrl(variables: Variables, publicUrl: URL | undefined): Variables {
  const { FITBIT_CALLBACK_URL: given } = variables;
  return {
    ...variables,
    FITBIT_CALLBACK_URL: given?.trim() || new URL('/fitbit/complete', publicUrl ?? UNKNOWN_URL).href,
  };
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
