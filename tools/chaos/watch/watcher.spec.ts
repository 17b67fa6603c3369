import type { ChaosRun } from '../chaos-run';
import type { UserPhase } from '../simulated-user';
import { Watcher } from './watcher';

const account = { id: 'p1', healthUserId: '1', legacyUserId: 'A', memberSince: '2026-01-01' };

/** A run with one user, and what a look would read. `connections` fails when the database is down. */
function runWith(phase: UserPhase, stored: { connections: () => Promise<Map<string, string>>; rows?: number }) {
  const printed: string[] = [];
  const added: string[] = [];
  const user = { userId: '1', personId: 'p1', account, phase, phases: 1, isConnected: false };
  const run = {
    options: { upstream: 'google-health' },
    users: [user],
    sandbox: {
      grant: () => Promise.resolve({ alive: true, subscriptions: [] }),
      notifications: () => Promise.resolve({ pending: 0, deliveries: [], undelivered: [] }),
      latestRequests: () => Promise.resolve([]),
    },
    stored: {
      connections: stored.connections,
      rowsOf: () => Promise.resolve(new Map([['1', stored.rows ?? 0]])),
      user: () => Promise.reject(new Error('not asked for here')),
    },
    history: { add: (text: string) => void added.push(text), latest: () => ['redis killed'] },
    print: (line: string) => void printed.push(line),
  };
  return { watcher: new Watcher(run as unknown as ChaosRun), added, printed };
}

describe('the watcher of a chaos run', () => {
  it('reports at once what is stored of a user who was erased, and what led to it', async () => {
    const { watcher, added, printed } = runWith('erased', { connections: () => Promise.resolve(new Map()), rows: 3 });
    watcher.start();
    expect(await watcher.stop()).toBe(false);
    expect(added).toEqual([expect.stringMatching(/user 1 \(p1\): after the erase: 3 rows/)]);
    expect(watcher.contradictions).toHaveLength(1);
    expect(printed.join('\n')).toMatch(/what happened before\n\s+redis killed/);
  });

  it('finds nothing of an erased user of whom nothing is stored', async () => {
    const { watcher, printed } = runWith('erased', { connections: () => Promise.resolve(new Map()) });
    watcher.start();
    expect(await watcher.stop()).toBe(true);
    expect(printed.join('\n')).toMatch(/1 looks while it ran, 0 without an answer; contradictions=0/);
  });

  it('does not pass when it could not look', async () => {
    const { watcher, printed } = runWith('erased', { connections: () => Promise.reject(new Error('no such column')) });
    watcher.start();
    expect(await watcher.stop()).toBe(false);
    expect(printed.join('\n')).toMatch(/too few looks.*no such column/);
  });
});
