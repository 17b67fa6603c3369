import type { ImportProgress, ResourceProgress, ResourceStatus } from 'nestjs-fitbit';

/** The progress of an import as pages show it. No health value is among it. */
export interface ProgressView {
  readonly connected: boolean;
  readonly state: string;
  readonly percent: number;
  readonly complete: boolean;
  readonly title: string;
  readonly summary: string;
  readonly failures: readonly string[];
  readonly resources: Readonly<Record<string, TileState>>;
}

/** The state of one resource: a word to style it by and a text to read. */
export interface TileState {
  readonly status: ResourceStatus | 'stored';
  readonly text: string;
  readonly percent: number;
  readonly doneDays: number;
}

export const NOT_CONNECTED: ProgressView = {
  connected: false,
  state: 'none',
  percent: 0,
  complete: false,
  title: '',
  summary: '',
  failures: [],
  resources: {},
};

/** Nothing is imported: every series is read from the upstream when somebody looks at it. */
export function liveView(progress: ImportProgress): ProgressView {
  const live = (state: TileState): TileState =>
    state.status === 'importing' || state.status === 'complete' ? { ...state, status: 'stored', text: 'Live' } : state;
  const view = progressView(progress);
  const resources = Object.entries(view.resources).map(([name, state]) => [name, live(state)]);
  return {
    ...view,
    percent: 100,
    complete: view.state === 'active',
    title: view.state === 'active' ? 'You are connected' : view.title,
    summary: 'Nothing is stored here but the connection: every chart is read when you look at it.',
    resources: Object.fromEntries(resources) as ProgressView['resources'],
  };
}

/** Something stays to be done until everything is: 99 % at most before that. */
export function progressView(progress: ImportProgress): ProgressView {
  const { state, doneDays, totalDays } = progress;
  const complete = progress.complete && state === 'active';
  return {
    connected: true,
    state,
    percent: percentOf(doneDays, totalDays, progress.complete),
    complete,
    title: titleOf(progress),
    summary: summaryOf(progress),
    failures: progress.failures.map(
      ({ read, from, to, code }) => `${read}, ${from} to ${to}: ${FAILURES[code] ?? code}`,
    ),
    resources: Object.fromEntries(progress.resources.map((resource) => [resource.resource, tileState(resource)])),
  };
}

const MINUTE_MS = 60_000;

const FAILURES: Readonly<Record<string, string>> = {
  FITBIT_RATE_LIMITED: 'the quota is used up, waiting for the next one',
  FITBIT_UPSTREAM_UNAVAILABLE: 'no answer at the moment, it is tried again',
  FITBIT_MALFORMED_ANSWER: 'the answer could not be read, it is tried again',
  FITBIT_REQUEST_REFUSED: 'the request was refused',
};

function tileState({ status, doneDays, totalDays }: ResourceProgress): TileState {
  const percent = percentOf(doneDays, totalDays, status === 'complete');
  const text = {
    importing: `Importing, ${percent} %`,
    complete: 'Up to date',
    not_available: 'Not available',
    not_consented: 'Not consented',
    not_selected: 'Not selected',
  }[status];
  return { status, text, percent, doneDays };
}

function titleOf({ state, complete }: ImportProgress): string {
  if (state !== 'active') return 'No new days arrive';
  return complete ? 'Your history is complete' : 'Your history is on its way';
}

function summaryOf(progress: ImportProgress): string {
  const { complete, from, through, doneDays, totalDays } = progress;
  if (totalDays === 0) return 'Waiting for the first answer.';
  if (complete) return `Everything from ${from} to ${through} is here.`;
  const days = `${group(doneDays)} of ${group(totalDays)} days of all series, from ${from} to ${through}.`;
  return [days, waitOf(progress), etaOf(progress)].filter((text) => text !== '').join(' ');
}

function waitOf({ blockedBy }: ImportProgress): string {
  const kinds = blockedBy.map(({ kind }) => kind);
  if (kinds.includes('upstream')) return 'The service has trouble at the moment; it is tried again soon.';
  return kinds.includes('budget') ? 'The quota of this hour is used up.' : '';
}

function etaOf({ etaMs }: ImportProgress): string {
  const minutes = Math.ceil((etaMs ?? 0) / MINUTE_MS);
  if (minutes <= 1) return '';
  return minutes < 90 ? `About ${minutes} minutes to go.` : `About ${Math.round(minutes / 60)} hours to go.`;
}

function percentOf(done: number, total: number, complete: boolean): number {
  if (complete) return 100;
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
}

function group(count: number): string {
  return count.toLocaleString('en-US');
}
