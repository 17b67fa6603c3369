import type { FetchFailure } from 'nestjs-fitbit';
import { dateText } from '../series/date-text';
import { findLabelled } from '../series/labels';

const CAUSES: Readonly<Record<string, string>> = {
  FITBIT_RATE_LIMITED: 'the quota is used up; they are tried again.',
  FITBIT_UPSTREAM_UNAVAILABLE: 'no answer at the moment; they are tried again.',
  FITBIT_MALFORMED_ANSWER: 'the answer could not be read; they are tried again.',
  FITBIT_REQUEST_REFUSED: 'the request was refused; they are tried again later.',
  FITBIT_SCOPE_MISSING: 'the permission does not cover them.',
  FITBIT_UPSTREAM_GONE: 'the service no longer answers this.',
  FITBIT_UPSTREAM_CONFIGURATION: 'the service refuses this application; its operator has to help.',
};
const ELSE = 'something went wrong; they are tried again.';
const MOST_NAMED = 3;

/** What could not be fetched, a line for each cause: a service that is away fails for a hundred windows at once. */
export function failureLines(failures: readonly FetchFailure[]): string[] {
  const byCause = new Map<string, FetchFailure[]>();
  for (const failure of failures) {
    const cause = CAUSES[failure.code] ?? ELSE;
    byCause.set(cause, [...(byCause.get(cause) ?? []), failure]);
  }
  return [...byCause].map(([cause, alike]) => `${namesOf(alike)}, ${daysOf(alike)}: ${cause}`);
}

function namesOf(failures: readonly FetchFailure[]): string {
  const labels = failures.flatMap(({ resources }) => resources.map((name) => findLabelled(name)?.label ?? name));
  const names = [...new Set(labels)];
  const rest = names.length - MOST_NAMED;
  return rest > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${rest} more` : names.join(', ');
}

function daysOf(failures: readonly FetchFailure[]): string {
  const from = failures.map((failure) => failure.from).sort()[0] ?? '';
  const to =
    failures
      .map((failure) => failure.to)
      .sort()
      .at(-1) ?? '';
  return from === to ? dateText(from) : `days between ${dateText(from)} and ${dateText(to)}`;
}
