// Preloaded into the APIs and workers of a chaos run (`node --require`). On command of the run, the process kills itself
// between two statements. Wraps the client of `pg`, through which TypeORM sends everything.
import { Client } from 'pg';
import { type KillPoint, STATEMENTS } from './kill-point';

type Query = (this: Client, statement: unknown, ...rest: unknown[]) => unknown;

let armed: { point: KillPoint; left: number } | undefined;

/** Whether this execution of the statement is the one to die at. */
function isReached(statement: unknown): boolean {
  const text = typeof statement === 'string' ? statement : (statement as { text?: unknown } | undefined)?.text;
  if (!armed || typeof text !== 'string' || !STATEMENTS[armed.point.statement].test(text)) return false;
  armed.left--;
  return armed.left === 0;
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;); // the signal may take a moment, in which nothing may happen
}

const prototype = Client.prototype as unknown as { query: Query };
const send = prototype.query;
prototype.query = function query(statement, ...rest) {
  if (!isReached(statement)) return send.call(this, statement, ...rest);
  if (armed?.point.when === 'before') die();
  const callback = rest.findIndex((argument) => typeof argument === 'function');
  if (callback >= 0) rest[callback] = die;
  const answer = send.call(this, statement, ...rest);
  if (answer instanceof Promise) void answer.then(die, die);
  return answer;
};

process.on('message', (point: KillPoint | null) => {
  armed = point ? { point, left: point.occurrence } : undefined;
  process.send?.(armed ? 'armed' : 'disarmed');
});
process.channel?.unref(); // only the run may keep the process alive
