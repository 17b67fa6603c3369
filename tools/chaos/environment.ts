import { randomBytes } from 'node:crypto';
import type { ChaosOptions } from './options';

/** No person's midnight for four hours, from Los Angeles to Sydney. */
export const SANDBOX_NOW = '2026-05-04T09:00:00Z';
export const SWEEP_INTERVALS = {
  FITBIT_SWEEP_INTERVALS_MS_HOLES: '5000',
  FITBIT_SWEEP_INTERVALS_MS_INBOX: '5000',
  FITBIT_SWEEP_INTERVALS_MS_CHANGING: '10000',
  FITBIT_SWEEP_INTERVALS_MS_REVOCATIONS: '5000',
  FITBIT_SWEEP_INTERVALS_MS_SUBSCRIPTIONS: '5000',
  FITBIT_SWEEP_INTERVALS_MS_TOKENS: '10000',
};
const STORM_SUBSCRIPTIONS = { activities: ['steps'], body: ['weight'], foods: ['log/water'] };

/** A minute of chaos would spend an hour's quota of the Fitbit Web API. */
function hasQuota({ mode, quota, upstream }: ChaosOptions): boolean {
  return quota && mode === 'chaos' && upstream === 'google-health';
}

/**
 * As a host may configure its server: a crash then takes the last commits with it, except those that asked for the disk.
 * The WAL writer's longer pause makes that likely for each of them.
 */
export function postgresSettings({ synchronousCommit }: ChaosOptions): readonly string[] {
  return synchronousCommit === 'on' ? [] : ['-c', 'synchronous_commit=off', '-c', 'wal_writer_delay=1s'];
}

export function sandboxArguments(options: ChaosOptions, port: number): string[] {
  const { people, spares, seed } = options;
  const values = { port, people: people + spares, seed, years: 1, now: SANDBOX_NOW };
  return [
    ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(hasQuota(options) ? [] : ['--no-quota']),
  ];
}

/** The environment of the APIs, the workers and the command line. @param addresses of the servers, and what depends on them */
export function chaosEnvironment(options: ChaosOptions, addresses: Record<string, string>): Record<string, string> {
  const { people, mode, upstream } = options;
  return {
    ...addresses,
    FITBIT_UPSTREAM: upstream,
    FITBIT_CONSUMER_KEY: 'sandbox-client',
    FITBIT_CONSUMER_SECRET: 'sandbox-secret',
    FITBIT_ENCRYPTION_KEYS: `chaos:${randomBytes(32).toString('base64')}`,
    FITBIT_SUBSCRIBE: 'true',
    FITBIT_ON_ACCOUNT_CHANGE: 'replace', // what is stored is the connected account's, and nothing else
    FITBIT_VERIFICATION_CODE: 'c4a05'.repeat(12),
    FITBIT_GOOGLE_WEBHOOK_SECRETS: `Bearer ${randomBytes(16).toString('hex')}`,
    FITBIT_HISTORICAL_INIT_DELAY: '0',
    FITBIT_BETWEEN_DELAY: '0',
    ...SWEEP_INTERVALS,
    FITBIT_UNANNOUNCED_INTERVAL_MS: '2000',
    SAMPLE_USERS: String(people),
    SAMPLE_SESSION_SECRET: randomBytes(32).toString('hex'),
    ...(mode === 'storm' ? { FITBIT_SUBSCRIPTIONS: JSON.stringify(STORM_SUBSCRIPTIONS) } : {}),
    ...(hasQuota(options) ? {} : { FITBIT_REQUESTS_PER_MINUTE_PER_USER: '0' }),
  };
}
