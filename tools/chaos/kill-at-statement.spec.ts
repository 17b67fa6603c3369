import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { compiled } from '../support/project';
import type { KillPoint } from './kill-point';

/** Sends two commits through `pg`, without a server, and then waits. */
const PROGRAM = `
  const { Client } = require('pg');
  const client = new Client();
  setInterval(() => undefined, 1_000); // lives until it is killed
  process.once('message', () => {
    const send = () => client.query('COMMIT').catch(() => undefined);
    send(); process.send('first'); send(); process.send('second');
  });`;

async function signalOf(point: KillPoint): Promise<{ signal: string; said: string[] }> {
  const args = ['--require', compiled('tools/chaos/kill-at-statement'), '-e', PROGRAM];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const said: string[] = [];
  child.on('message', (text: string) => said.push(text));
  const ended = once(child, 'exit');
  child.send(point);
  const [, signal] = (await ended) as [number | null, string | null];
  return { signal: String(signal), said };
}

describe('a process of a chaos run', () => {
  it('kills itself before the statement that it is told, and says nothing after it', async () => {
    const point = { statement: 'commit', when: 'before', occurrence: 2 } as const;
    expect(await signalOf(point)).toEqual({ signal: 'SIGKILL', said: ['armed', 'first'] });
  });
});
