import type { ConnectionState } from '../model/connection';
import type { ImportProgress } from '../model/progress';

/** One line of `status`. */
export interface UserStatus {
  readonly userId: string;
  readonly upstream: string;
  readonly state: ConnectionState;
  readonly connectedAt: Date;
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

/** What a person reads of one user; no health value is among it. */
export function userLines({ userId, upstream, state, progress }: UserStatus): string[] {
  return [`${userId}  ${upstream}  ${state}  ${progressText(progress)}`, ...failureLines(progress)];
}

function progressText(progress: ImportProgress | undefined): string {
  if (!progress || progress.totalDays === 0) return 'nothing imported yet';
  const { doneDays, totalDays, from, through, complete } = progress;
  const percent = Math.floor((100 * doneDays) / totalDays);
  const range = `${from} to ${through}`;
  return complete ? `history complete, ${range}` : `${percent} % of the history, ${range}`;
}

function failureLines(progress: ImportProgress | undefined): string[] {
  return (progress?.failures ?? []).map(
    ({ read, from, to, attempts, code, failedAt }) =>
      `    ${read} ${from} to ${to}: ${code} after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ` +
      `last at ${failedAt.toISOString()}`,
  );
}
