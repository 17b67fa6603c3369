import type { ImportProgress } from 'nestjs-fitbit';
import { setTimeout as pause } from 'node:timers/promises';
import { inParallel } from '../support/in-parallel';

/** Where the watch gets its facts from; the tests bring their own. */
export interface WatchOptions {
  readonly progressOf: (userId: string) => Promise<ImportProgress | undefined>;
  /** Why a user will never have a history; the watch does not wait for such a user. */
  readonly lost?: (userId: string) => string | undefined;
  readonly now: () => number;
  readonly pollMs?: number;
  /** Gives up when no ledger has changed for so long. @defaultValue `120_000` */
  readonly patienceMs?: number;
}

/** How one user's history ended. */
export interface HistoryOutcome {
  readonly complete: boolean;
  /** When the watch saw the complete ledger, or gave up. */
  readonly endedAt: number;
  readonly blockedBy: readonly string[];
}

const PARALLEL = 8;

/** Watches the ledgers until every history is complete, or until none makes progress. */
export async function watchHistories(
  userIds: readonly string[],
  { progressOf, lost = () => undefined, now, pollMs = 1000, patienceMs = 120_000 }: WatchOptions,
): Promise<Map<string, HistoryOutcome>> {
  const outcomes = new Map<string, HistoryOutcome>();
  let lastDays = -1;
  let movedAt = now();
  for (;;) {
    const open = userIds.filter((id) => !outcomes.has(id));
    const seen = await inParallel(open, PARALLEL, async (id) => ({
      id,
      lost: lost(id),
      progress: await progressOf(id),
    }));
    for (const one of seen.filter(isOver)) outcomes.set(one.id, outcome(one, now()));

    const waiting = seen.filter(({ id }) => !outcomes.has(id));
    if (waiting.length === 0) return outcomes;
    const days = waiting.reduce((sum, { progress }) => sum + (progress?.doneDays ?? 0), 0);
    if (days !== lastDays || waiting.length !== open.length) movedAt = now();
    lastDays = days;
    if (now() - movedAt >= patienceMs) {
      for (const one of waiting) outcomes.set(one.id, outcome(one, now()));
      return outcomes;
    }
    await pause(pollMs);
  }
}

interface Seen {
  readonly lost: string | undefined;
  readonly progress: ImportProgress | undefined;
}

/** Complete, lost, or in a state that only the user can end. */
function isOver({ lost, progress }: Seen): boolean {
  return lost !== undefined || (progress !== undefined && (progress.complete || progress.state !== 'active'));
}

function outcome(seen: Seen, endedAt: number): HistoryOutcome {
  const blockedBy = blockers(seen);
  return { complete: blockedBy.length === 0, endedAt, blockedBy };
}

function blockers({ lost, progress }: Seen): string[] {
  if (lost !== undefined) return [lost];
  if (!progress) return ['there is no connection'];
  if (progress.state !== 'active') return [`the connection is in state ${progress.state}`];
  if (progress.complete) return [];
  const failures = progress.failures.map(
    ({ endpoint: read, from, to, code, message }) => `${read} ${from} to ${to}: ${code} ${message}`,
  );
  const open = progress.resources
    .filter(({ status }) => status === 'importing')
    .map(({ resource, doneDays, totalDays }) => `${resource} has ${doneDays} of ${totalDays} days`);
  return [...failures, ...open];
}
