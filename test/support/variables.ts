import { randomBytes } from 'node:crypto';
import type { Variables } from '../../apps/common/src';
import type { HostServices } from './host-app';

const KEY = randomBytes(32).toString('base64');

/** The environment of an application under test: the services of one spec file, and a sandbox when it needs one. */
export function variablesFor({ database, redis }: HostServices, more: Variables = {}): Variables {
  return {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    REDIS_KEY_PREFIX: redis.prefix,
    FITBIT_PUBLIC_URL: 'http://127.0.0.1:3000',
    FITBIT_CONSUMER_KEY: 'sandbox-client',
    FITBIT_CONSUMER_SECRET: 'sandbox-secret',
    FITBIT_ENCRYPTION_KEYS: `test:${KEY}`,
    FITBIT_SUBSCRIBE: 'true',
    FITBIT_HISTORICAL_INIT_DELAY: '0',
    FITBIT_BETWEEN_DELAY: '0',
    FITBIT_REQUESTS_PER_MINUTE_PER_USER: '0',
    ...more,
  };
}
