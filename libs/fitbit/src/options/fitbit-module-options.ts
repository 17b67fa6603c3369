import type { CivilDate } from '../model/civil-date';
import type { Clock } from '../model/clock';
import type { UpstreamName } from '../model/upstream-name';
import type { SweepIntervals } from './sweep-intervals';

/** The signed-in user of the host application, as far as this module needs to know. */
export interface FitbitUser {
  readonly id: string | number;
  /** A user who may not sign in any more counts as not signed in. @defaultValue `true` */
  readonly isActive?: boolean | undefined;
}

/** A key that seals tokens. */
export interface EncryptionKey {
  /** Stored with everything the key seals, so that it can be found again: 1 to 32 of `A-Za-z0-9_-`. */
  readonly id: string;
  /** 32 random bytes, or their base64 text (`openssl rand -base64 32`). */
  readonly key: string | Uint8Array;
}

/** As in Google's key file; its other members are not looked at. */
export interface GoogleServiceAccount {
  readonly client_email: string;
  /** PEM. */
  readonly private_key: string;
  /** @defaultValue where users' tokens come from */
  readonly token_uri?: string | undefined;
}

/** Values. Known once injection runs, so `forRootAsync` may compute them. */
export interface FitbitModuleOptions {
  /**
   * Which remote API to speak. Connections of another one count as `upstream_gone` and are left as they are.
   * @defaultValue `'google-health'`
   */
  upstream?: UpstreamName | undefined;
  /** The application's OAuth 2.0 client id. Required. */
  consumerKey: string;
  /** The application's OAuth 2.0 client secret. Required. Never logged. */
  consumerSecret: string;
  /**
   * The absolute URL of the route `complete`, exactly as registered with the upstream, for example
   * `https://app.example.com/fitbit/complete`. Required; https, or http on a loopback host.
   */
  callbackUrl: string;
  /**
   * The key ring. The first key seals, every key opens. At least one. To change keys without downtime, add the new one
   * behind the old one in every process first, and only then move it to the front; then `rotate-keys`.
   */
  encryptionKeys: readonly EncryptionKey[];
  /** Who is signed in; `undefined` or `null` when nobody is. @defaultValue `(request) => request.user` */
  // The request is the host's own type, Express or Fastify with whatever its middleware added.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  user?: ((request: any) => FitbitUser | null | undefined | Promise<FitbitUser | null | undefined>) | undefined;
  /** Where pages send somebody who is not signed in, with `?next=`; unset: 401. */
  signInUrl?: string | undefined;
  /** Code of the legacy subscriber handshake. */
  verificationCode?: string | undefined;
  /**
   * What Google's notifications carry as `Authorization`, verbatim: at least 16 printable ASCII characters each, from a
   * random source (`openssl rand -base64 32`). The first is the one that the subscriber has or is to get; all are
   * accepted, so that it can be changed without a gap. Without any, no notification of Google is accepted. Never logged.
   *
   * @defaultValue none
   * @see https://developers.google.com/health/webhooks
   */
  webhookSecrets?: readonly string[] | undefined;
  /**
   * The content of the JSON key file of a service account that may manage the project's subscribers; with it, worker and
   * command register the endpoint with Google and keep it so. Never logged. @defaultValue none: you do it
   * @see https://developers.google.com/health/webhooks
   */
  googleServiceAccount?: GoogleServiceAccount | undefined;
  /** The number of the Google Cloud project, not its id. @defaultValue the digits that `consumerKey` begins with */
  googleProjectNumber?: string | undefined;
  /** Where Google is to send notifications. @defaultValue `webhook` beside `callbackUrl` */
  webhookUrl?: string | undefined;
  /**
   * Whom Google tells us of: of everybody who granted a scope, without a request per user (`AUTOMATIC`), or of the users
   * that we name (`MANUAL`), which leaves out those who are connected to another application of the same project.
   *
   * @defaultValue `'AUTOMATIC'`
   */
  subscriptionPolicy?: 'AUTOMATIC' | 'MANUAL' | undefined;
  /** Where `complete` sends the user when no `next` was given. @defaultValue `'/'` */
  loginRedirect?: string | undefined;
  /** Where `logout` sends the user when no `next` was given. @defaultValue `'/'` */
  logoutRedirect?: string | undefined;
  /**
   * `true`: import the history at connect, keep it fresh, answer reads from our own tables. `false`: nothing is stored
   * but the connection; reads go to the upstream live. @defaultValue `false`
   */
  subscribe?: boolean | undefined;
  /**
   * The subscriber's id. Required when `subscribe` is true on the upstream `fitbit-web-api`, where it stands on the page
   * of the application. With `googleServiceAccount` 4 to 36 of `a-z0-9-`, a letter first and no `-` last.
   * @defaultValue `'nestjs-fitbit'` with Google
   */
  subscriberId?: string | undefined;
  /**
   * Category → resources, for example `{ activities: ['steps', 'distance'] }`. Restricts and orders what is imported
   * and updated: categories in map order, resources in list order. Decides which scopes users are asked for too: a
   * resource that is added later may need them to connect again. @defaultValue all 36 resources
   */
  subscriptions?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Delay before the first historical fetch after connect, in **seconds**. @defaultValue `10` */
  historicalInitDelay?: number | undefined;
  /** Delay between fetches, in **seconds**: the i-th fetch is a job delayed by `i × betweenDelay`. @defaultValue `5` */
  betweenDelay?: number | undefined;
  /** View rendered by the route `error`. @defaultValue a built-in page that needs no view engine */
  errorTemplate?: string | undefined;
  /** Text of the integration warning, or a function of the request. @defaultValue `'This page requires Fitbit integration.'` */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  decoratorMessage?: string | ((request: any) => string | Promise<string>) | undefined;
  /**
   * Base URL of a server that plays the upstream with its real paths: the sandbox, a proxy, a recorded server.
   * @defaultValue the upstream's own hosts
   */
  upstreamBaseUrl?: string | undefined;
  /**
   * How long before its expiry an access token is renewed, in milliseconds. @defaultValue `300_000` (five minutes)
   */
  refreshLeewayMs?: number | undefined;
  /**
   * Requests that all processes together may send for one user in a minute, 30 to 257. Up to a sixth more may be
   * sent in a burst. On `fitbit-web-api` the budget is that upstream's own 150 in an hour. `0`: no budget at all,
   * neither the project's nor the hourly one; a 429 holds up only the job that met it.
   * @defaultValue `240` (Google allows 300)
   * @see https://developers.google.com/health/rate-limits
   */
  requestsPerMinutePerUser?: number | undefined;
  /**
   * The longest body that the webhook routes take, in bytes; a longer one is answered 413. The host's own body parser
   * may be stricter. @defaultValue `1_048_576` (1 MiB)
   */
  webhookBodyLimitBytes?: number | undefined;
  /**
   * How often series that the upstream does not announce (on google-health: calories, activity minutes and active
   * energy) are read again while others are announced, in milliseconds. @defaultValue `300_000` (five minutes)
   */
  unannouncedIntervalMs?: number | undefined;
  /**
   * How often a worker looks for what is missing, in milliseconds: 1000 to 24 days; `0` switches a sweep off. Of
   * several processes one does it. @defaultValue ten minutes each; a minute for the `inbox`, half an hour for `tokens`
   */
  sweepIntervalsMs?: Partial<SweepIntervals> | undefined;
  /**
   * Requests that the upstream allows the whole project in a minute; all processes together stay a tenth below on
   * average, and never above it in any second. `0`: no such limit. An unverified application has `15_000` (250 a
   * second). Only on `google-health`.
   * @defaultValue `120_000`
   * @see https://developers.google.com/health/rate-limits
   */
  requestsPerMinutePerProject?: number | undefined;
  /**
   * How many days of history are imported, today among them. A deeper setting brings the missing days at the worker's
   * next look, a shallower one deletes nothing. Not together with `historyStart`.
   * @defaultValue everything since the user became a member; a year where the upstream does not say since when
   */
  historyDays?: number | undefined;
  /** The first day that is imported, `yyyy-MM-dd`. As `historyDays`, but a day that stays. @defaultValue unset */
  historyStart?: CivilDate | undefined;
  /**
   * What becomes of a connected user's stored series when the user connects another account. `'keep'`: what the new
   * account's answers do not replace stays, and is read as the user's own: days before its history, resources it does not
   * have. `'replace'`: all of it is deleted in the transaction that stores the new grant. The same account, by its ids also
   * on the other upstream, deletes nothing. Neither does any account after a disconnect, whatever is set here: nothing is
   * left then that says whose the rows are; `FitbitService.erase` deletes them. @defaultValue `'keep'`
   */
  onAccountChange?: 'keep' | 'replace' | undefined;
  /**
   * How often one user may call `login`, and how often `complete`, in a minute; `0`: no limit. @defaultValue `20`
   */
  authorizationAttemptsPerMinute?: number | undefined;
  /** The time. @defaultValue the system's clock */
  clock?: Clock | undefined;
}
