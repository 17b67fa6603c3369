import type { FitbitService } from 'nestjs-fitbit';
import { connectPerson, type Pairing } from './connect-person';
import { exportPerson } from './export-person';
import { watchHistories, type HistoryOutcome } from './history-watch';
import { inParallel } from './in-parallel';
import { report, type PersonReport } from './report';
import type { SandboxClient } from './sandbox-client';

export interface OnceFacts {
  readonly sandbox: SandboxClient;
  readonly sampleUrl: URL;
  readonly fitbit: FitbitService;
  readonly directory: string | undefined;
}

const PARALLEL = 8;
const MOST_REASONS = 5;

/** Everybody connects and gets their history; prints how it went. @returns whether every history is complete */
export async function runOnce({ sandbox, sampleUrl, fitbit, directory }: OnceFacts): Promise<boolean> {
  const people = await sandbox.people();
  const pairings = people.map(({ id }, index): Pairing => ({ userId: String(index + 1), personId: id }));
  console.log(`${people.length} people connect, then their histories are imported …`);

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
  console.log(`\n${report(lines, (end - begin) / 1000)}`);
  explain(pairings, outcomes);
  return lines.length > 0 && lines.every(({ complete }) => complete);
}

function explain(pairings: readonly Pairing[], outcomes: ReadonlyMap<string, HistoryOutcome>): void {
  for (const { userId, personId } of pairings) {
    const reasons = outcomes.get(userId)?.blockedBy ?? [];
    if (reasons.length === 0) continue;
    console.log(`\nThe history of ${personId} is incomplete:`);
    for (const reason of reasons.slice(0, MOST_REASONS)) console.log(`  - ${reason}`);
    if (reasons.length > MOST_REASONS) console.log(`  - and ${reasons.length - MOST_REASONS} more`);
  }
}
