import type { CivilDate } from '../model/civil-date';
import { Clock, SystemClock } from '../model/clock';
import { UPSTREAM_NAMES, type UpstreamName } from '../model/upstream-name';
import { type EncryptionKey, keyRing } from './encryption-keys';
import { google, type GoogleOptions } from './google-options';
import { AS_IS, date, flag, number, oneOf, option, requiredText, requiredUrl, text, url } from './kinds';
import type { TableFor } from './option';
import { subscriptions } from './subscriptions';
import { type SweepIntervals, sweepIntervals } from './sweep-intervals';

/** The signed-in user of the host application, as far as this module needs to know. */
export interface FitbitUser {
  readonly id: string | number;
  /** A user who is no longer allowed to sign in counts as not signed in. @defaultValue `true` */
  readonly isActive?: boolean | undefined;
}

type Awaitable<T> = T | Promise<T>;

/**
 * Values. Known once injection runs, so `forRootAsync` may compute them.
 *
 * A new option is a member here and a row of the table below. Its TSDoc is also its text in `docs/options.md`, and the
 * first sentence its comment in `.env.example`.
 */
export interface FitbitModuleOptions {
  /**
   * The remote API to read from. Connections of the other one count as `upstream_gone` and stay unchanged.
   * @defaultValue `'google-health'`
   */
  upstream?: UpstreamName | undefined;
  /**
   * Says that the Fitbit Web API was shut down. All its connections then have the state `upstream_gone`, and nothing is sent
   * to it. The stored connections do not change: without the option they are as they were before. Only for
   * `fitbit-web-api`. @defaultValue `false`: six hours of nothing but HTTP 410 have the same effect
   */
  upstreamGone?: boolean | undefined;
  /** The application's OAuth 2.0 client ID. */
  consumerKey: string;
  /** The application's OAuth 2.0 client secret. Never logged. */
  consumerSecret: string;
  /**
   * The absolute URL of the route `complete`, exactly as registered with the upstream. For example
   * `https://app.example.com/fitbit/complete`.
   */
  callbackUrl: string;
  /**
   * The key ring that seals tokens. The first key seals, every key opens. To change keys without downtime, first add the
   * new key behind the old one in every process, then move it to the front, then run `rotate-keys`.
   */
  encryptionKeys: readonly EncryptionKey[];
  /** Returns the signed-in user, or `undefined` or `null` without one. @defaultValue `(request) => request.user` */
  // The request is the host's own type: Express or Fastify, with the additions of its middleware.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  user?: ((request: any) => Awaitable<FitbitUser | null | undefined>) | undefined;
  /** Where pages send users who are not signed in, with `?next=`. @defaultValue none: the answer is 401 */
  signInUrl?: string | undefined;
  /** Where `complete` sends the user without a `next`. @defaultValue `'/'` */
  loginRedirect?: string | undefined;
  /** Where `logout` sends the user without a `next`. @defaultValue `'/'` */
  logoutRedirect?: string | undefined;
  /**
   * The view that the route `error` renders. It gets `title`, `advice`, `reason`, `loginUrl` and `next`.
   * @defaultValue a built-in page that needs no view engine
   */
  errorTemplate?: string | undefined;
  /**
   * The text of the integration warning. May be a function of the request that returns it.
   * @defaultValue `'This page requires Fitbit integration.'`
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  decoratorMessage?: string | ((request: any) => Awaitable<string>) | undefined;
  /**
   * Whether to keep users' data in the database. `true`: import the history at connect, keep it fresh, answer reads from
   * the database. `false`: store only the connection and read live from the upstream. @defaultValue `false`
   */
  subscribe?: boolean | undefined;
  /**
   * What to import: resources by category. For example `{ activities: ['steps', 'distance'] }`. Restricts and orders
   * imports and updates: categories in map order, resources in list order. Also decides which scopes users are asked for:
   * a resource that is added later may require them to connect again. @defaultValue all 36 resources
   */
  subscriptions?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * How many days of history to import, today included. A deeper setting imports the missing days at the next sweep; a
   * shallower one deletes nothing. Cannot be combined with `historyStart`.
   * @defaultValue everything since the user became a member; one year if the upstream does not tell since when
   */
  historyDays?: number | undefined;
  /** The first day to import. Like `historyDays`, but a fixed day. @defaultValue none */
  historyStart?: CivilDate | undefined;
  /**
   * What becomes of a user's stored series when the user connects another account. `'keep'`: values that the new account
   * does not replace stay, and are read as the user's own. `'replace'`: all are deleted in the transaction that stores the
   * new grant. Reconnecting the same account deletes nothing, even on the other upstream. Nor does connecting any account
   * after a disconnect, because the owner of the rows is no longer known; `FitbitService.erase` deletes them.
   * @defaultValue `'keep'`
   */
  onAccountChange?: 'keep' | 'replace' | undefined;
  /** Seconds before the first historical fetch after connect. @defaultValue `10` */
  historicalInitDelay?: number | undefined;
  /** Seconds between fetches: the i-th fetch is a job delayed by `i × betweenDelay`. @defaultValue `5` */
  betweenDelay?: number | undefined;
  /**
   * Requests that all processes together may send for one user in a minute. Bursts may exceed it by a sixth. On
   * `fitbit-web-api` the budget is that upstream's own 150 in an hour. `0` switches every budget off, the project's and
   * the hourly one included; a 429 then delays only the job that received it.
   * @defaultValue `240` (Google allows 300)
   * @see https://developers.google.com/health/rate-limits
   */
  requestsPerMinutePerUser?: number | undefined;
  /**
   * Requests that the upstream allows the whole project in a minute; only on `google-health`. All processes together stay
   * 10% below it on average, and never exceed it in any second. An unverified application has `15_000` (250 a second).
   * @defaultValue `120_000`
   * @see https://developers.google.com/health/rate-limits
   */
  requestsPerMinutePerProject?: number | undefined;
  /** How often one user may call `login`, and how often `complete`, in a minute. @defaultValue `20` */
  authorizationAttemptsPerMinute?: number | undefined;
  /** How long before its expiry an access token is renewed, in milliseconds. @defaultValue `300_000` (five minutes) */
  refreshLeewayMs?: number | undefined;
  /**
   * How often unannounced resources are read again while announced ones change, in milliseconds. On `google-health` these
   * are calories, activity minutes and active energy. @defaultValue `300_000` (five minutes)
   */
  unannouncedIntervalMs?: number | undefined;
  /**
   * How often each sweep repairs what is missing, in milliseconds. One process at a time runs a sweep.
   * @defaultValue ten minutes each; one minute for `inbox`, half an hour for `tokens`
   */
  sweepIntervalsMs?: Partial<SweepIntervals> | undefined;
  /**
   * The longest body that the webhook routes accept, in bytes. A longer one is answered 413. The host's own body parser
   * may be stricter. @defaultValue `1_048_576` (1 MiB)
   */
  webhookBodyLimitBytes?: number | undefined;
  /**
   * The ID of the subscriber. Required for `fitbit-web-api` with `subscribe`: the application's page shows it. With
   * `google.serviceAccount`: 4 to 36 of `a-z0-9-`, beginning with a letter and not ending with `-`.
   * @defaultValue `'nestjs-fitbit'` on google-health
   */
  subscriberId?: string | undefined;
  /** The verification code of the subscriber on `fitbit-web-api`. @defaultValue none */
  verificationCode?: string | undefined;
  /** Options that only `google-health` uses. @defaultValue none */
  google?: GoogleOptions | undefined;
  /**
   * Base URL of a server that stands in for the upstream, with its real paths: the sandbox, a proxy, a recorded server.
   * @defaultValue the upstream's own hosts
   */
  upstreamBaseUrl?: string | undefined;
  /** The time, for tests. @defaultValue the system's clock */
  clock?: Clock | undefined;
}

/** S12 */
export const DEFAULT_DECORATOR_MESSAGE = 'This page requires Fitbit integration.';
const userOfRequest = (request: { user?: FitbitUser | null }) => request.user;
const A_CENTURY_IN_DAYS = 36_525;
const isFunction = (value: unknown) => typeof value === 'function';
const isMessage = (value: unknown) => typeof value === 'string' || isFunction(value);
const isClock = (value: unknown) => value instanceof Clock;

type UserGetter = NonNullable<FitbitModuleOptions['user']>;
type DecoratorMessage = NonNullable<FitbitModuleOptions['decoratorMessage']>;

/** What each option takes: kind, check, default, environment variable. A row for each option, in the order of the docs. */
export const OPTION_TABLE = {
  upstream: oneOf(UPSTREAM_NAMES, { default: 'google-health' }),
  upstreamGone: flag({ default: false }),
  consumerKey: requiredText(),
  consumerSecret: requiredText(),
  callbackUrl: requiredUrl(),
  encryptionKeys: keyRing(),
  user: option<UserGetter, UserGetter>(
    { type: 'a function of the request', isValid: isFunction },
    { default: userOfRequest },
  ),
  signInUrl: text({ default: undefined, example: '/sign-in' }),
  loginRedirect: text({ default: '/' }),
  logoutRedirect: text({ default: '/' }),
  errorTemplate: text({ default: undefined }),
  decoratorMessage: option<DecoratorMessage, string>(
    { type: 'a string or a function of the request', isValid: isMessage, variable: { format: 'a string', ...AS_IS } },
    { default: DEFAULT_DECORATOR_MESSAGE },
  ),
  subscribe: flag({ default: false }),
  subscriptions: subscriptions(),
  historyDays: number({
    default: undefined,
    unit: 'days',
    whole: true,
    min: 1,
    max: A_CENTURY_IN_DAYS,
    example: '365',
  }),
  historyStart: date({ default: undefined, example: '2020-01-01' }),
  onAccountChange: oneOf(['keep', 'replace'], { default: 'keep' }),
  historicalInitDelay: number({ default: 10, unit: 'seconds' }),
  betweenDelay: number({ default: 5, unit: 'seconds' }),
  requestsPerMinutePerUser: number({
    default: 240,
    unit: 'requests',
    // Connecting, or a long night of sleep, is several requests in a row, and must not take minutes.
    min: 30,
    // Bursts exceed it by a sixth, and Google allows 300.
    max: 257,
    zero: 'no budget',
  }),
  requestsPerMinutePerProject: number({ default: 120_000, unit: 'requests', zero: 'no limit' }),
  authorizationAttemptsPerMinute: number({ default: 20, unit: 'attempts', zero: 'no limit' }),
  refreshLeewayMs: number({ default: 300_000, unit: 'milliseconds' }),
  unannouncedIntervalMs: number({ default: 300_000, unit: 'milliseconds' }),
  sweepIntervalsMs: sweepIntervals(),
  webhookBodyLimitBytes: number({ default: 1_048_576, unit: 'bytes' }),
  subscriberId: text({ default: undefined, example: '1' }),
  verificationCode: text({ default: undefined }),
  google: google(),
  upstreamBaseUrl: url({ default: undefined, example: 'http://127.0.0.1:4010' }),
  clock: option<Clock, Clock>(
    { type: 'an instance of a class that extends Clock', isValid: isClock },
    { default: new SystemClock() },
  ),
} satisfies TableFor<FitbitModuleOptions>;
