import type { ConnectionState } from '../model/connection';
import type { ImportProgress } from '../model/progress';

const MINUTE_MS = 60_000;

/** What `status` shows of one user. */
export interface UserStatus {
  readonly userId: string;
  readonly upstream: string;
  readonly state: ConnectionState;
  readonly connectedAt: Date;
  /** When the grant expires; `null` when the upstream sets no limit. */
  readonly grantExpiresAt: Date | null;
  readonly progress: ImportProgress | undefined;
}

export type StateCounts = Partial<Record<ConnectionState, number>>;

/** `42 connections: 40 active, 2 revoked` */
export function sumLine(counts: StateCounts): string {
  const states = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = states.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return 'No connections.';
  const parts = states.map(([state, count]) => `${count} ${state}`).join(', ');
  return `${total} ${total === 1 ? 'connection' : 'connections'}: ${parts}`;
}

/** The lines about one user. They contain no health values. */
export function userLines({ userId, upstream, state, grantExpiresAt, progress }: UserStatus): string[] {
  const end = grantExpiresAt === null ? '' : `  grant ends at ${grantExpiresAt.toISOString()}`;
  const line = `${userId}  ${upstream}  ${state}  ${progressText(progress)}${end}`;
  return [line, ...waitLines(progress), ...failureLines(progress)];
}

function progressText(progress: ImportProgress | undefined): string {
  if (!progress || progress.totalDays === 0) return 'nothing imported yet';
  const { doneDays, totalDays, from, through, complete } = progress;
  const percent = Math.floor((100 * doneDays) / totalDays);
  const range = `${from} to ${through}`;
  return complete ? `history complete, ${range}` : `${percent} % of the history, ${range}${etaText(progress)}`;
}

function etaText({ etaMs }: ImportProgress): string {
  return etaMs === null || etaMs === 0 ? '' : `, ${Math.ceil(etaMs / MINUTE_MS)} min to go`;
}

/** What delays the import. Failed windows are listed separately, one per line. */
function waitLines(progress: ImportProgress | undefined): string[] {
  return (progress?.blockedBy ?? []).flatMap((block) => {
    if (block.kind === 'budget') return [`    the quota is spent until ${block.until.toISOString()}`];
    if (block.kind === 'upstream')
      return [`    the upstream fails for several users; no requests until ${block.until.toISOString()}`];
    if (block.kind === 'scope') return [`    not consented: ${block.resources.join(', ')}`];
    if (block.kind === 'connection') return ['    nothing is fetched until the user connects again'];
    return [];
  });
}

function failureLines(progress: ImportProgress | undefined): string[] {
  return (progress?.failures ?? []).map(
    ({ endpoint, from, to, attempts, code, failedAt, nextAttemptAt }) =>
      `    ${endpoint} ${from} to ${to}: ${code} after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ` +
      `last at ${failedAt.toISOString()}, next after ${nextAttemptAt.toISOString()}`,
  );
}
