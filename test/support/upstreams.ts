import type { UpstreamName } from 'nestjs-fitbit';

/** What a test through HTTP has to know of an upstream: names on its wire, as its own documents have them. */
export interface UpstreamFacts {
  readonly name: UpstreamName;
  readonly sleepScope: string;
  /** Scopes that open no series. */
  readonly accountScopes: RegExp;
  readonly tokenPath: string;
  /** Requests of a connect, by a part of their path. */
  readonly connectPaths: readonly string[];
  /** Part of the path of each request for a series of steps. */
  readonly stepsPath: string;
  readonly tokens: RegExp;
  readonly consent: Readonly<Record<string, string>>;
  /** A series that this upstream does not have. */
  readonly missing: string;
}

export const GOOGLE_HEALTH: UpstreamFacts = {
  name: 'google-health',
  sleepScope: 'https://www.googleapis.com/auth/googlehealth.sleep.readonly',
  accountScopes: /settings|profile/,
  tokenPath: '/token',
  connectPaths: ['/token', '/v4/users/me/identity', '/v4/users/me/profile'],
  stepsPath: 'steps',
  tokens: /ya29|1\/\/0/,
  consent: { access_type: 'offline', prompt: 'consent' },
  missing: 'body/bmi',
};

export const FITBIT_WEB_API: UpstreamFacts = {
  name: 'fitbit-web-api',
  sleepScope: 'sleep',
  accountScopes: /settings|profile/,
  tokenPath: '/oauth2/token',
  connectPaths: ['/oauth2/token', '/profile.json'],
  stepsPath: 'activities',
  tokens: /eyJ|[0-9a-f]{64}/,
  consent: {},
  missing: 'activities/activeScore',
};
