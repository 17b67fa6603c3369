import { Client } from 'undici';
import { serve } from '../support/program';
import type { SignedBody } from './signed-bodies';

export interface Load {
  readonly url: string;
  readonly durationMs: number;
  readonly connections: number;
}

/** What the server answered during one run. */
export interface LoadOutcome {
  readonly bodies: number;
  readonly seconds: number;
  /** Of each body, from its first byte to the whole answer. */
  readonly latenciesMs: readonly number[];
}

export interface LoadTasks {
  /** Sets the bodies to send, again and again in this order. */
  setBodies(bodies: readonly SignedBody[]): Promise<void>;
  /** Each connection sends its next body when the previous one is answered. */
  sendLoad(load: Load): Promise<LoadOutcome>;
}

let bodies: readonly SignedBody[] = [];
let next = 0;

function nextBody(): SignedBody {
  const body = bodies[next++ % bodies.length];
  if (!body) throw new Error('There is nothing to send: `setBodies` comes before `sendLoad`.');
  return body;
}

async function sendLoad({ url, durationMs, connections }: Load): Promise<LoadOutcome> {
  const { origin, pathname: path } = new URL(url);
  const clients = Array.from({ length: connections }, () => new Client(origin, { pipelining: 1 }));
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + durationMs;

  async function sendOn(client: Client): Promise<void> {
    for (let sentAt = performance.now(); sentAt < endsAt; sentAt = performance.now()) {
      const { headers, body } = nextBody();
      const answer = await client.request({ method: 'POST', path, headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 204) throw new Error(`${url} answered ${answer.statusCode}.`);
      latenciesMs.push(performance.now() - sentAt);
    }
  }

  try {
    await Promise.all(clients.map(sendOn));
    const seconds = (performance.now() - startedAt) / 1000;
    return { bodies: latenciesMs.length, seconds, latenciesMs };
  } finally {
    await Promise.all(clients.map((client) => client.destroy()));
  }
}

serve<LoadTasks>({
  setBodies: (given) => {
    bodies = given;
    return Promise.resolve();
  },
  sendLoad,
});
