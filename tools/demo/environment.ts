// The environment of the demo's processes. `.env.example` explains each name.
import { randomBytes } from 'node:crypto';
import type { ServiceUrls } from '../services/client';
import { LOOPBACK } from '../support/ports';
import type { DemoOptions } from './options';

/**
 * How often every device syncs. The Fitbit Web API allows 150 requests per user and hour, and a sync costs about ten;
 * Google allows 300 per minute.
 */
const SYNC_EVERY_SECONDS = { 'google-health': 20, 'fitbit-web-api': 300 };

export function syncEverySeconds({ upstream, once }: DemoOptions): number | undefined {
  return once ? undefined : SYNC_EVERY_SECONDS[upstream];
}

interface DemoFacts {
  readonly options: DemoOptions;
  readonly urls: ServiceUrls;
  /** Of the sample application. */
  readonly port: number;
  readonly sandboxUrl: string;
  /** How many people the sandbox has. */
  readonly people: number;
  readonly clockOffsetMs: number;
}

export type DemoEnvironment = Record<string, string> & {
  readonly FITBIT_PUBLIC_URL: string;
  readonly FITBIT_VERIFICATION_CODE: string;
};

export function demoEnvironment(facts: DemoFacts): DemoEnvironment {
  const { options, urls, port, sandboxUrl, people, clockOffsetMs } = facts;
  return {
    DATABASE_URL: urls.databaseUrl,
    REDIS_URL: urls.redisUrl,
    PORT: String(port),
    FITBIT_PUBLIC_URL: `http://${LOOPBACK}:${port}`,
    FITBIT_UPSTREAM: options.upstream,
    FITBIT_UPSTREAM_BASE_URL: sandboxUrl,
    FITBIT_CONSUMER_KEY: 'sandbox-client',
    FITBIT_CONSUMER_SECRET: 'sandbox-secret',
    FITBIT_SUBSCRIBE: 'true',
    ...(options.upstream === 'fitbit-web-api' ? { FITBIT_SUBSCRIBER_ID: '1' } : {}),
    FITBIT_VERIFICATION_CODE: randomBytes(32).toString('hex'),
    FITBIT_GOOGLE_WEBHOOK_SECRETS: `Bearer ${randomBytes(32).toString('base64url')}`,
    FITBIT_ENCRYPTION_KEYS: `demo:${randomBytes(32).toString('base64')}`,
    FITBIT_HISTORICAL_INIT_DELAY: '0', // the first chart appears at once
    FITBIT_BETWEEN_DELAY: '0',
    FITBIT_CLOCK_OFFSET_MS: String(clockOffsetMs),
    SAMPLE_USERS: String(people),
    SAMPLE_SESSION_SECRET: randomBytes(32).toString('base64'),
    ...(options.noQuota ? { FITBIT_REQUESTS_PER_MINUTE_PER_USER: '0' } : {}),
  };
}

export function sandboxArguments(
  options: DemoOptions,
  { port, now }: { readonly port: number; readonly now: string | undefined },
): string[] {
  const { data, people, years, seed, noQuota } = options;
  const values = { port, data, people, years, seed, now, 'sync-every': syncEverySeconds(options) };
  return [
    ...Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)])),
    ...(noQuota ? ['--no-quota'] : []),
  ];
}
