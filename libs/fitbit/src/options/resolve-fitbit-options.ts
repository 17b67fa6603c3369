import { FitbitOptionsError } from '../errors/fitbit.errors';
import { isCivilDate } from '../model/civil-date';
import { Clock, SystemClock } from '../model/clock';
import { UPSTREAM_NAMES, type UpstreamName } from '../model/upstream-name';
import { Problems } from './checks';
import { resolveEncryptionKeys } from './encryption-keys';
import type { FitbitModuleOptions, FitbitUser } from './fitbit-module-options';
import type { ResolvedEncryptionKey, ResolvedFitbitOptions } from './resolved-fitbit-options';
import { resolveGoogleProject } from './google-project';
import { resolveSubscriptions } from './subscriptions';
import { resolveSweepIntervals } from './sweep-intervals';
import { resolveWebhookSecrets } from './webhook-secrets';

/** S12 */
export const DEFAULT_DECORATOR_MESSAGE = 'This page requires Fitbit integration.';
/** With the sixth more that a burst may take it stays below Google's 300. */
const MOST_REQUESTS_PER_MINUTE = 257;
/** Connecting and a long night of sleep are several requests in a row, and nobody waits minutes for them. */
const LEAST_REQUESTS_PER_MINUTE = 30;
/** In days. */
const A_CENTURY = 36_525;
const userOfRequest = (request: { user?: FitbitUser | null }) => request.user;

function resolveUpstream(value: unknown, problems: Problems): UpstreamName {
  if (value === undefined) return 'google-health';
  const known = UPSTREAM_NAMES.find((name) => name === value);
  if (!known) problems.add(`upstream must be one of ${UPSTREAM_NAMES.join(', ')}.`);
  return known ?? 'google-health';
}

function resolvePolicy(value: unknown, problems: Problems): 'AUTOMATIC' | 'MANUAL' {
  if (value !== undefined && value !== 'AUTOMATIC' && value !== 'MANUAL') {
    problems.add('subscriptionPolicy must be AUTOMATIC or MANUAL.');
  }
  return value === 'MANUAL' ? 'MANUAL' : 'AUTOMATIC';
}

function resolveAccountChange(value: unknown, problems: Problems): 'keep' | 'replace' {
  if (value !== undefined && value !== 'keep' && value !== 'replace') {
    problems.add('onAccountChange must be keep or replace.');
  }
  return value === 'replace' ? 'replace' : 'keep';
}

function resolveWebhookUrl({ webhookUrl, callbackUrl }: Partial<FitbitModuleOptions>, problems: Problems): URL {
  if (webhookUrl !== undefined) return problems.url('webhookUrl', webhookUrl) as URL;
  const beside = URL.canParse('webhook', callbackUrl) ? new URL('webhook', callbackUrl) : undefined;
  return beside as URL; // without a callbackUrl, which is named already
}

function checkFunctions(raw: Partial<FitbitModuleOptions>, problems: Problems): void {
  if (raw.user !== undefined && typeof raw.user !== 'function') {
    problems.add('user must be a function of the request.');
  }
  if (raw.decoratorMessage !== undefined && !['string', 'function'].includes(typeof raw.decoratorMessage)) {
    problems.add('decoratorMessage must be text or a function of the request.');
  }
  if (raw.clock !== undefined && !(raw.clock instanceof Clock)) problems.add('clock must extend Clock.');
}

function checkHistory({ historyDays, historyStart }: Partial<FitbitModuleOptions>, problems: Problems): void {
  if (historyDays !== undefined && !(Number.isInteger(historyDays) && historyDays >= 1 && historyDays <= A_CENTURY)) {
    problems.add(`historyDays must be a whole number of days, 1 to ${A_CENTURY}.`);
  }
  if (historyStart !== undefined && !isCivilDate(historyStart)) {
    problems.add('historyStart must be a day of the calendar, yyyy-MM-dd.');
  }
  if (historyDays !== undefined && historyStart !== undefined) {
    problems.add('historyDays and historyStart exclude each other: give one of them.');
  }
}

function checkRequestsPerMinute(perUser: unknown, problems: Problems): void {
  if (typeof perUser !== 'number') return;
  if (perUser > MOST_REQUESTS_PER_MINUTE)
    problems.add(
      `requestsPerMinutePerUser must be at most ${MOST_REQUESTS_PER_MINUTE}: Google allows 300 in any minute.`,
    );
  if (perUser > 0 && perUser < LEAST_REQUESTS_PER_MINUTE)
    problems.add(
      `requestsPerMinutePerUser must be at least ${LEAST_REQUESTS_PER_MINUTE}, or 0 for no budget: with fewer, whoever connects waits too long.`,
    );
}

/**
 * Applies defaults and checks everything once.
 *
 * @throws FitbitOptionsError naming every missing, malformed or contradictory option.
 */
export function resolveFitbitOptions(given: FitbitModuleOptions): ResolvedFitbitOptions {
  const raw: Partial<FitbitModuleOptions> = given ?? {};
  const problems = new Problems();
  const upstream = resolveUpstream(raw.upstream, problems);
  const subscribe = problems.boolean('subscribe', raw.subscribe, false);
  const subscriberId = problems.optionalText('subscriberId', raw.subscriberId);
  if (subscribe && upstream === 'fitbit-web-api' && subscriberId === undefined) {
    problems.add("subscriberId is required when subscribe is true on the upstream 'fitbit-web-api'.");
  }
  const { resources, problems: unknownResources } = resolveSubscriptions(raw.subscriptions);
  const { intervals: sweepIntervalsMs, problems: badIntervals } = resolveSweepIntervals(raw.sweepIntervalsMs);
  [...unknownResources, ...badIntervals].forEach((problem) => problems.add(problem));
  checkFunctions(raw, problems);
  checkHistory(raw, problems);
  checkRequestsPerMinute(raw.requestsPerMinutePerUser, problems);

  const resolved = {
    upstream,
    subscribe,
    subscriberId,
    resources,
    consumerKey: problems.requiredText('consumerKey', raw.consumerKey),
    consumerSecret: problems.requiredText('consumerSecret', raw.consumerSecret),
    callbackUrl: problems.url('callbackUrl', raw.callbackUrl) as URL,
    encryptionKeys: resolveEncryptionKeys(raw.encryptionKeys, problems) as [ResolvedEncryptionKey],
    user: raw.user ?? userOfRequest,
    signInUrl: problems.optionalText('signInUrl', raw.signInUrl),
    verificationCode: problems.optionalText('verificationCode', raw.verificationCode),
    webhookSecrets: resolveWebhookSecrets(raw.webhookSecrets, problems),
    webhookUrl: resolveWebhookUrl(raw, problems),
    subscriptionPolicy: resolvePolicy(raw.subscriptionPolicy, problems),
    googleProject: upstream === 'google-health' ? resolveGoogleProject(raw, problems) : undefined,
    loginRedirect: problems.optionalText('loginRedirect', raw.loginRedirect) ?? '/',
    logoutRedirect: problems.optionalText('logoutRedirect', raw.logoutRedirect) ?? '/',
    historicalInitDelayMs: problems.number('historicalInitDelay', raw.historicalInitDelay, 10, 'seconds') * 1000,
    betweenDelayMs: problems.number('betweenDelay', raw.betweenDelay, 5, 'seconds') * 1000,
    errorTemplate: problems.optionalText('errorTemplate', raw.errorTemplate),
    decoratorMessage: raw.decoratorMessage ?? DEFAULT_DECORATOR_MESSAGE,
    upstreamBaseUrl:
      raw.upstreamBaseUrl === undefined ? undefined : problems.url('upstreamBaseUrl', raw.upstreamBaseUrl),
    refreshLeewayMs: problems.number('refreshLeewayMs', raw.refreshLeewayMs, 300_000, 'milliseconds'),
    requestsPerMinutePerUser: problems.number(
      'requestsPerMinutePerUser',
      raw.requestsPerMinutePerUser,
      240,
      'requests',
    ),
    webhookBodyLimitBytes: problems.number('webhookBodyLimitBytes', raw.webhookBodyLimitBytes, 1_048_576, 'bytes'),
    unannouncedIntervalMs: problems.number('unannouncedIntervalMs', raw.unannouncedIntervalMs, 300_000, 'milliseconds'),
    sweepIntervalsMs,
    requestsPerMinutePerProject: problems.number(
      'requestsPerMinutePerProject',
      raw.requestsPerMinutePerProject,
      120_000,
      'requests',
    ),
    historyDays: raw.historyDays,
    historyStart: raw.historyStart,
    onAccountChange: resolveAccountChange(raw.onAccountChange, problems),
    authorizationAttemptsPerMinute: problems.number(
      'authorizationAttemptsPerMinute',
      raw.authorizationAttemptsPerMinute,
      20,
      'attempts',
    ),
    clock: raw.clock ?? new SystemClock(),
  };
  if (problems.found.length > 0) throw new FitbitOptionsError(problems.found);
  return resolved;
}
