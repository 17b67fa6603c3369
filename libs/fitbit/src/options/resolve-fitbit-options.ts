import { FitbitOptionsError } from '../errors/fitbit.errors';
import { type FitbitModuleOptions, OPTION_TABLE } from './fitbit-module-options';
import { SHAPE_NAMES } from './fitbit-module-shape';
import { resolveGoogleProject } from './google-options';
import { type ResolvedTable, resolveTable } from './option';
import { Problems } from './problems';
import type { ResolvedFitbitOptions, ResolvedGoogleOptions } from './resolved-fitbit-options';
import { refuseUnknownOptions } from './unknown-options';

type Values = ResolvedTable<typeof OPTION_TABLE>;

/**
 * Applies defaults and checks everything once.
 *
 * @throws FitbitOptionsError naming every missing, malformed, contradictory or unknown option.
 */
export function resolveFitbitOptions(given: FitbitModuleOptions): ResolvedFitbitOptions {
  const raw: Record<string, unknown> = { ...given };
  const problems = new Problems();
  refuseUnknownOptions(raw, OPTION_TABLE, problems, SHAPE_NAMES);
  const values = resolveTable(OPTION_TABLE, raw, problems);
  checkTogether(values, problems);
  const { subscriptions: resources, historicalInitDelay, betweenDelay, ...same } = values;
  const resolved = {
    ...same,
    resources,
    historicalInitDelayMs: historicalInitDelay * 1000,
    betweenDelayMs: betweenDelay * 1000,
    google: resolveGoogle(values, problems),
  };
  if (problems.found.length > 0) throw new FitbitOptionsError(problems.found);
  return resolved;
}

function checkTogether(values: Values, problems: Problems) {
  const { upstream, upstreamGone, subscribe, subscriberId, historyDays, historyStart } = values;
  if (upstreamGone && upstream !== 'fitbit-web-api') {
    problems.add("upstreamGone is only for the upstream 'fitbit-web-api'.");
  }
  if (subscribe && upstream === 'fitbit-web-api' && subscriberId === undefined) {
    problems.add("subscriberId is required when subscribe is true on the upstream 'fitbit-web-api'.");
  }
  if (historyDays !== undefined && historyStart !== undefined) {
    problems.add('historyDays and historyStart exclude each other: give one of them.');
  }
}

function resolveGoogle(values: Values, problems: Problems): ResolvedGoogleOptions {
  const { upstream, callbackUrl, google } = values;
  const { webhookSecrets, subscriptionPolicy, webhookUrl = new URL('webhook', callbackUrl) } = google;
  const project = upstream === 'google-health' ? resolveGoogleProject(google, values, problems) : undefined;
  return { webhookSecrets, subscriptionPolicy, webhookUrl, project };
}
