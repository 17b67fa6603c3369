import type { ProcessName, ProgramName } from '../processes';
import { SWEEP_INTERVALS } from '../environment';
import { STATEMENT_NAMES, type StatementName } from '../kill-point';
import { WRONG_DATE_VARIABLE } from '../wrong-date-variable';
import { type FaultKind, kind } from './fault-kind';
import { expireAccessTokens } from './upstream-faults';

const PROGRAMS: readonly ProgramName[] = ['worker-1', 'worker-2', 'api-1', 'api-2'];
const WORKERS: readonly ProgramName[] = ['worker-1', 'worker-2'];
/** Statements that only one kind of process sends; the others are sent by workers. */
const SENT_BY_APIS: readonly StatementName[] = ['receive', 'authorization', 'connect', 'disconnect'];
/** What people do leads to them; all others are sent again and again. */
const SENT_RARELY: readonly StatementName[] = ['authorization', 'connect', 'disconnect', 'revoke'];
const STATEMENT_LIMIT_MS = 8_000;
/** A grant is revoked only while its user does not connect again. */
const AWAY_MS = 2_000;
const SHORTEST_SWEEP_INTERVAL_MS = '1000';
const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

/** `SIGKILL` at any moment. */
export function killOneOf(targets: readonly ProcessName[], longestMs: number): FaultKind {
  return kind({
    plan: (random) => ({ target: random.pick(targets), downMs: random.between(200, longestMs) }),
    inject: ({ processes }, { target, downMs }) => {
      if (processes.isDown(target)) return undefined;
      return { description: `${target} killed, back after ${downMs} ms`, repaired: processes.restart(target, downMs) };
    },
  });
}

/** `SIGKILL` exactly between two statements, while people do what leads to the first of them. */
export const killedAtStatement = kind({
  plan: (random, { people }) => {
    const statement = random.pick(STATEMENT_NAMES);
    const number = random.between(1, 2);
    return {
      statement,
      when: random.pick(['before', 'after'] as const),
      occurrence: SENT_RARELY.includes(statement) ? 1 : random.between(1, 3),
      target: `${SENT_BY_APIS.includes(statement) ? 'api' : 'worker'}-${number}` as ProgramName,
      downMs: random.between(200, 2_000),
      user: random.between(0, people - 1),
    };
  },
  inject: async (run, { statement, when, occurrence, target, downMs, user: index }) => {
    const { processes, users, print } = run;
    if (processes.isDown(target)) return undefined;
    const restarted = processes.restartAt(
      target,
      { statement, when, occurrence },
      { limitMs: STATEMENT_LIMIT_MS, downMs },
    );
    const what = `${target} kills itself ${when} statement "${statement}", number ${occurrence}`;
    const repair = async () => {
      if (!(await restarted)) print(`${target} did not reach statement "${statement}"`);
    };
    if (statement === 'lease' || statement === 'tokens') await expireAccessTokens(run, users);
    if (SENT_RARELY.includes(statement)) {
      // Only half of what one user does reaches this process.
      for (const user of [users[index], users[(index + 1) % users.length]]) user?.reconnect(AWAY_MS);
    }
    return { description: what, repaired: repair() };
  },
});

/** The machine of one process has a clock that is wrong by minutes or hours. */
export const wrongClock = kind({
  plan: (random) => ({
    target: random.pick(PROGRAMS),
    offByMs: random.pick([-1, 1]) * random.pick([2 * MINUTE_MS, 20 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS]),
    durationMs: random.between(5_000, 15_000),
  }),
  inject: ({ processes }, { target, offByMs, durationMs }) => {
    if (processes.isDown(target)) return undefined;
    const wrong = { [WRONG_DATE_VARIABLE]: String(offByMs) };
    return {
      description: `the clock of ${target} is wrong by ${offByMs / MINUTE_MS} minutes for ${durationMs} ms`,
      repaired: processes.runWith(target, wrong, durationMs),
    };
  },
});

/** Sweeps start more often than they can end, because the upstream is slow. */
export const longSweeps = kind({
  plan: (random) => ({ target: random.pick(WORKERS), durationMs: random.between(5_000, 12_000) }),
  inject: async ({ processes, sandbox }, { target, durationMs }) => {
    if (processes.isDown(target)) return undefined;
    await sandbox.fail({ match: {}, delayMs: 1_500, durationMs, times: 40 });
    const names = Object.keys(SWEEP_INTERVALS);
    const often = Object.fromEntries(names.map((name) => [name, SHORTEST_SWEEP_INTERVAL_MS]));
    return {
      description: `${target} sweeps every second and the upstream is slow, for ${durationMs} ms`,
      repaired: processes.runWith(target, often, durationMs),
    };
  },
});
