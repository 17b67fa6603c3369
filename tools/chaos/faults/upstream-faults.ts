import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamFault } from '../../support/sandbox-control';
import type { ChaosRun } from '../chaos-run';
import type { Random } from '../random';
import type { SimulatedUser } from '../simulated-user';
import { type FaultKind, kind, passing } from './fault-kind';
import type { FaultParameters } from './planned-fault';

type Misbehaviour = Omit<UpstreamFault, 'match' | 'times'>;
const ALL_PEOPLE = -1;
const HTML = '<!doctype html><title>Error</title><h1>The proxy cannot reach the server</h1>';

/** A number of requests, of all people or of one, is answered wrongly. */
export function upstreamFails<P extends FaultParameters>(
  what: string,
  choose: (random: Random) => P,
  misbehaviour: (chosen: P) => Misbehaviour,
): FaultKind {
  return kind({
    plan: (random, { people }) => ({
      ...choose(random),
      user: random.next() < 0.3 ? random.between(0, people - 1) : ALL_PEOPLE,
      times: random.between(1, 25),
    }),
    inject: async ({ sandbox, users }, parameters) => {
      const { user, times } = parameters;
      const person = users[user]?.personId;
      const match = person === undefined ? {} : { person };
      await sandbox.fail({ match, times, ...misbehaviour(parameters) });
      return passing(`${what}, ${times} times${person === undefined ? '' : ` for ${person}`}`);
    },
  });
}

/** The next request of each of these people finds the access token expired. */
export async function expireAccessTokens(
  { options, sandbox }: Pick<ChaosRun, 'options' | 'sandbox'>,
  users: readonly SimulatedUser[],
): Promise<void> {
  const isFitbit = options.upstream === 'fitbit-web-api';
  const answer = isFitbit ? { reason: 'expired_token' } : { status: 401 };
  const path = isFitbit ? '/user/-/' : '/v4/users/';
  await sandbox.fail(...users.map(({ personId }) => ({ match: { path, person: personId }, times: 1, ...answer })));
}

export const accessTokensExpire = kind({
  plan: (random) => ({ isAnswerLost: random.next() < 0.5 }),
  inject: async (run, { isAnswerLost }) => {
    if (isAnswerLost) await run.sandbox.fail({ match: { path: '/token' }, drop: 'answer', times: 1 });
    await expireAccessTokens(run, run.users);
    return passing(`access tokens expired${isAnswerLost ? ', the answer to a refresh is lost' : ''}`);
  },
});

/** The token endpoint answers 410, or with a page of a proxy, for seconds in which all people's tokens are refreshed. */
export const tokenEndpointDown = kind({
  plan: (random) => ({
    what: random.pick(['410', 'html 200', 'html 403', 'html 502'] as const),
    durationMs: random.between(1_000, 8_000),
  }),
  inject: async (run, { what, durationMs }) => {
    const [name, status] = what.split(' ');
    const page = { body: HTML, headers: { 'content-type': 'text/html; charset=utf-8' } };
    const answer = name === 'html' ? { ...page, status: Number(status) } : { status: 410 };
    await run.sandbox.fail({ match: { path: '/token' }, durationMs, ...answer });
    await expireAccessTokens(run, run.users);
    return { description: `the token endpoint answers ${what} for ${durationMs} ms`, repaired: sleep(durationMs) };
  },
});

export const notificationsOutOfOrder = kind({
  plan: (random) => ({ durationMs: random.between(2_000, 8_000) }),
  inject: async ({ sandbox }, { durationMs }) => {
    const set = (on: boolean) =>
      sandbox.call('POST', 'switches', {
        duplicateNotifications: on,
        shuffleNotifications: on,
        notificationGatherMs: on ? 500 : 0,
      });
    await set(true);
    const repair = async () => {
      await sleep(durationMs);
      await set(false);
    };
    return { description: `notifications twice and in any order for ${durationMs} ms`, repaired: repair() };
  },
});
