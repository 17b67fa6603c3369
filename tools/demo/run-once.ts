import type { FitbitService } from 'nestjs-fitbit';
import { connectPerson, type Pairing } from './connect-person';
import { exportPerson } from './export-person';
import { watchHistories, type HistoryOutcome } from './history-watch';
import { inParallel } from '../support/in-parallel';
import { report, type PersonReport } from './report';
import type { SandboxControl } from '../support/sandbox-control';

export interface OnceFacts {
  readonly sandbox: SandboxControl;
  readonly sampleUrl: URL;
  readonly fitbit: FitbitService;
  readonly directory: string | undefined;
  readonly print: (text: string) => void;
}

const PARALLEL = 8;
const MOST_REASONS = 5;

/** Connects every person, waits for their histories and prints a report. @returns whether every history is complete */
export async function runOnce({ sandbox, sampleUrl, fitbit, directory, print }: OnceFacts): Promise<boolean> {
  const people = await sandbox.people();
  const pairings = people.map(({ id }, index): Pairing => ({ userId: String(index + 1), personId: id }));
  print(`${people.length} people connect, then their histories are imported …`);

  const startedAt = new Map<string, number>();
  const failures = new Map<string, string>();
  const begin = performance.now();
  const connecting = inParallel(pairings, PARALLEL, async (pairing) => {
    startedAt.set(pairing.userId, performance.now());
    await connectPerson(pairing, sampleUrl).catch((error: Error) => failures.set(pairing.userId, error.message));
  });
  const watching = watchHistories(
    pairings.map(({ userId }) => userId),
    {
      progressOf: (userId) => fitbit.importProgress(userId),
      lost: (userId) => failures.get(userId),
      now: () => performance.now(),
    },
  );
  const [outcomes] = await Promise.all([watching, connecting]);

  const requests = await sandbox.requestsByPerson();
  const lines = await inParallel(pairings, PARALLEL, async (pairing): Promise<PersonReport> => {
    const rows = await exportPerson(fitbit, pairing, directory);
    const { complete = false, endedAt = begin } = outcomes.get(pairing.userId) ?? {};
    const seconds = (endedAt - (startedAt.get(pairing.userId) ?? begin)) / 1000;
    return { person: pairing.personId, rows, requests: requests.get(pairing.personId) ?? 0, seconds, complete };
  });
  const end = Math.max(begin, ...[...outcomes.values()].map(({ endedAt }) => endedAt));
  print(`\n${report(lines, (end - begin) / 1000)}`);
  for (const text of explanations(pairings, outcomes)) print(text);
  return lines.length > 0 && lines.every(({ complete }) => complete);
}

function explanations(pairings: readonly Pairing[], outcomes: ReadonlyMap<string, HistoryOutcome>): string[] {
  return pairings.flatMap(({ userId, personId }) => {
    const reasons = outcomes.get(userId)?.blockedBy ?? [];
    const more = reasons.length > MOST_REASONS ? [`and ${reasons.length - MOST_REASONS} more`] : [];
    const lines = [...reasons.slice(0, MOST_REASONS), ...more].map((reason) => `  - ${reason}`);
    return reasons.length === 0 ? [] : [`\nThe history of ${personId} is incomplete:`, ...lines];
  });
}
