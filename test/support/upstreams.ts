import type { UpstreamName } from 'nestjs-fitbit';
import {
  type FitbitUpstream,
  FitbitWebApiUpstream,
  GoogleHealthUpstream,
  type ResolvedFitbitOptions,
  fitbitWebApiUrlsBelow,
  googleHealthUrlsBelow,
} from './internals';

/** What a test through HTTP has to know of an upstream: names on its wire, as its own documents have them. */
export interface UpstreamFacts {
  readonly name: UpstreamName;
  readonly sleepScope: string;
  /** Scopes that open no series. */
  readonly accountScopes: RegExp;
  readonly tokenPath: string;
  /** Requests of a connect, by a part of their path. */
  readonly connectPaths: readonly string[];
  /** Part of the path of each request that is not for a token. */
  readonly apiPath: string;
  /** Part of the path of each request for data. */
  readonly dataPath: string;
  /** Part of the path of each request for a series of steps. */
  readonly stepsPath: string;
  /** Part of the path of each request for sleep. */
  readonly sleepPath: string;
  /** The longest windows of a history, in days. */
  readonly historyDays: { readonly steps: number; readonly sleep: number };
  /** Sessions of sleep in one answer, where it has pages. */
  readonly sleepPage: number;
  /** The adapter as the module makes it, but with an address of its own for data and a patience of its own. */
  create(options: ResolvedFitbitOptions, api: string, requestTimeoutMs: number): FitbitUpstream;
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
  apiPath: '/v4/',
  dataPath: '/dataTypes/',
  stepsPath: 'steps',
  sleepPath: '/dataTypes/sleep',
  historyDays: { steps: 90, sleep: 90 },
  sleepPage: 25,
  create: ({ consumerKey: clientId, consumerSecret: clientSecret, upstreamBaseUrl, clock }, api, requestTimeoutMs) => {
    const urls = { ...googleHealthUrlsBelow(upstreamBaseUrl ?? api), api: `${api}/v4` };
    return new GoogleHealthUpstream({ clientId, clientSecret, urls, requestTimeoutMs, clock });
  },
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
  apiPath: '/1',
  dataPath: '/date/',
  stepsPath: 'activities',
  sleepPath: '/sleep/date/',
  historyDays: { steps: 1095, sleep: 100 },
  sleepPage: Infinity,
  create: ({ consumerKey: clientId, consumerSecret: clientSecret, upstreamBaseUrl, clock }, api, requestTimeoutMs) => {
    const urls = { ...fitbitWebApiUrlsBelow(upstreamBaseUrl ?? api), api };
    return new FitbitWebApiUpstream({ clientId, clientSecret, urls, requestTimeoutMs, clock });
  },
  tokens: /eyJ|[0-9a-f]{64}/,
  consent: {},
  missing: 'activities/activeScore',
};
