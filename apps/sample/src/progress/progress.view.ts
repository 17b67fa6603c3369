import type { ImportBlock, ImportProgress, ResourceProgress, ResourceStatus } from 'nestjs-fitbit';
import { dateText } from '../series/date-text';
import { failureLines } from './failure-lines';

/** The progress of an import as pages show it. No health value is among it. */
export interface ProgressView {
  readonly connected: boolean;
  readonly state: string;
  readonly percent: number;
  readonly complete: boolean;
  readonly title: string;
  readonly summary: string;
  readonly failures: readonly string[];
  /** The user left something unticked that this application asks for. */
  readonly notConsented: boolean;
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
  notConsented: false,
  resources: {},
};

/** Nothing is imported: every series is read from the upstream when a page shows it. */
export function liveView(progress: ImportProgress, now: Date): ProgressView {
  const active = progress.state === 'active';
  const text = active ? 'Live' : 'Not readable now';
  const live = (state: TileState): TileState =>
    ['importing', 'complete', 'stored'].includes(state.status) ? { ...state, status: 'stored', text } : state;
  const view = progressView(progress, now);
  const resources = Object.entries(view.resources).map(([name, state]) => [name, live(state)]);
  return {
    ...view,
    percent: 100,
    complete: active,
    title: active ? 'You are connected' : 'Nothing can be read',
    summary: `Nothing is stored here but the connection${active ? ': every chart is read when you look at it.' : '.'}`,
    resources: Object.fromEntries(resources) as ProgressView['resources'],
  };
}

/** Something stays to be done until everything is: 99 % at most before that. */
export function progressView(progress: ImportProgress, now: Date): ProgressView {
  const { state, doneDays, totalDays } = progress;
  const active = state === 'active';
  return {
    connected: true,
    state,
    percent: percentOf(doneDays, totalDays, progress.complete),
    complete: progress.complete && active,
    title: titleOf(progress),
    summary: summaryOf(progress, now),
    failures: active ? failureLines(progress.failures) : [], // nothing is tried again before the user connects again
    notConsented: active && isNotConsented(progress),
    resources: Object.fromEntries(
      progress.resources.map((resource) => [resource.resource, tileState(resource, active)]),
    ),
  };
}

const MINUTE_MS = 60_000;

function tileState({ status, doneDays, totalDays }: ResourceProgress, active: boolean): TileState {
  const percent = percentOf(doneDays, totalDays, status === 'complete');
  const text = {
    importing: active ? `Importing, ${percent} %` : `Stopped at ${percent} %`,
    complete: active ? 'Up to date' : 'No longer updated',
    not_available: 'Not available',
    not_consented: 'Not consented',
    not_selected: 'Not selected',
  }[status];
  return { status: active || totalDays === 0 ? status : 'stored', text, percent, doneDays };
}

function titleOf({ state, complete }: ImportProgress): string {
  if (state !== 'active') return 'No new days arrive';
  return complete ? 'Your history is complete' : 'Your history is on its way';
}

function summaryOf(progress: ImportProgress, now: Date): string {
  const { complete, doneDays, totalDays } = progress;
  if (totalDays === 0) return complete ? 'There are no past days yet.' : 'Waiting for the first answer.';
  const [from, through] = [dateText(progress.from), dateText(progress.through)];
  if (complete)
    return `Everything${isNotConsented(progress) ? ' you allowed' : ''} from ${from} to ${through} is here.`;
  const days = `${group(doneDays)} of ${group(totalDays)} days of all series, from ${from} to ${through}.`;
  return [days, waitOf(progress.blockedBy, now), etaOf(progress)].filter((text) => text !== '').join(' ');
}

function waitOf(blocks: readonly ImportBlock[], now: Date): string {
  const waits = blocks.find((block) => block.kind === 'upstream') ?? blocks.find((block) => block.kind === 'budget');
  if (!waits) return '';
  const ms = waits.until.getTime() - now.getTime();
  const when = ms <= MINUTE_MS ? 'within a minute' : `in ${durationText(ms)}`;
  return waits.kind === 'upstream'
    ? `The service has trouble at the moment; it is asked again ${when}.`
    : `The quota is used up; it goes on ${when}.`;
}

function etaOf({ etaMs }: ImportProgress): string {
  return etaMs === null || etaMs <= MINUTE_MS ? '' : `About ${durationText(etaMs)} to go.`;
}

function durationText(ms: number): string {
  const minutes = Math.ceil(ms / MINUTE_MS);
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

function isNotConsented({ blockedBy }: ImportProgress): boolean {
  return blockedBy.some(({ kind }) => kind === 'scope');
}

function percentOf(done: number, total: number, complete: boolean): number {
  if (complete) return 100;
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
}

function group(count: number): string {
  return count.toLocaleString('en-US');
}
