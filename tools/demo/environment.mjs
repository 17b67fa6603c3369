// What the demo's processes are told. `.env.example` explains each name.
import { randomBytes } from 'node:crypto';
import { LOOPBACK } from '../support/ports.mjs';

/**
 * How often everybody's device syncs. The Fitbit Web API allows 150 requests of a user in an hour, and a sync costs about
 * ten; Google allows 300 in a minute.
 */
const SYNC_EVERY_SECONDS = { 'google-health': 20, 'fitbit-web-api': 300 };

/** @param {import('./options.mjs').DemoOptions} options @returns {number | undefined} */
export function syncEverySeconds({ upstream, once }) {
  return once ? undefined : SYNC_EVERY_SECONDS[/** @type {keyof typeof SYNC_EVERY_SECONDS} */ (upstream)];
}

/**
 * @param {object} facts
 * @param {import('./options.mjs').DemoOptions} facts.options
 * @param {import('../services/client.mjs').ServiceUrls} facts.urls
 * @param {number} facts.port the sample's
 * @param {string} facts.sandboxUrl
 * @param {number} facts.people who live in the sandbox
 * @param {number} facts.clockOffsetMs
 * @returns {Record<string, string>}
 */
export function demoEnvironment({ options, urls, port, sandboxUrl, people, clockOffsetMs }) {
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
    FITBIT_WEBHOOK_SECRETS: `Bearer ${randomBytes(32).toString('base64url')}`,
    FITBIT_ENCRYPTION_KEYS: `demo:${randomBytes(32).toString('base64')}`,
    FITBIT_HISTORICAL_INIT_DELAY: '0', // nobody wants to wait for the first chart
    FITBIT_BETWEEN_DELAY: '0',
    FITBIT_CLOCK_OFFSET_MS: String(clockOffsetMs),
    SAMPLE_USERS: String(people),
    SAMPLE_SESSION_SECRET: randomBytes(32).toString('base64'),
    ...(options.noQuota ? { FITBIT_REQUESTS_PER_MINUTE_PER_USER: '0' } : {}),
  };
}

/**
 * @param {import('./options.mjs').DemoOptions} options
 * @param {{ port: number, now?: string | undefined }} place
 * @returns {string[]}
 */
export function sandboxArguments(options, { port, now }) {
  const { data, people, years, seed, noQuota } = options;
  /** @param {string} name @param {string | number | undefined} value */
  const option = (name, value) => (value === undefined ? [] : [name, String(value)]);
  return [
    ...option('--port', port),
    ...option('--data', data),
    ...option('--people', people),
    ...option('--years', years),
    ...option('--seed', seed),
    ...option('--now', now),
    ...option('--sync-every', syncEverySeconds(options)),
    ...(noQuota ? ['--no-quota'] : []),
  ];
}
