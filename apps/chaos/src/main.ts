import { boot, type Environment } from '../../common/src';
import { inParallel } from '../../common/src/in-parallel';
import { runChaos } from './chaos';
import type { Direction, Play } from './direction';
import { judge } from './judge';
import { Ledgers } from './ledgers';
import { Machinery } from './machinery';
import { Member } from './member';
import { Random } from './random';
import { SandboxControl } from './sandbox-control';
import { settle } from './settle';
import { runStorm } from './storm';
import { Stored } from './stored';
import { isClean, lastLine } from './verdict';

const CONNECTING_AT_ONCE = 8;
const HISTORY_LIMIT_MS = 10 * 60_000;
const SETTLE_LIMIT_MS = 10 * 60_000;

const startedAt = performance.now();
function print(line: string): void {
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
}

/** Started by `tools/chaos.mjs`, which kills and starts what this process names. */
boot(async () => {
  const direction = JSON.parse(process.argv[2] ?? '{}') as Direction;
  const machinery = new Machinery();
  const ledgers = await Ledgers.open();
  const play = await prepare(direction, machinery, ledgers);
  print(`seed ${direction.seed}: ${play.members.length} people of ${play.sandbox.upstream}`);

  await inParallel(play.members, CONNECTING_AT_ONCE, (member) => member.connect());
  print('everybody is connected');
  await settled(play, HISTORY_LIMIT_MS);
  print('every history is imported');
  const faults = await (direction.mode === 'storm' ? runStorm(play) : runChaos(play));
  const open = await settled(play, SETTLE_LIMIT_MS);
  print(open.length === 0 ? 'everything is settled, no gaps' : 'not everything is settled');

  const { stored, sandbox, members } = play;
  const { subscriptions } = ledgers.environment.fitbit;
  const kept =
    subscriptions &&
    Object.entries(subscriptions).flatMap(([category, names]) => names.map((name) => `${category}/${name}`));
  const keeps = (resource: string) => kept?.includes(resource) ?? true;
  const verdict = await judge({ stored, sandbox, members, keeps, faults, print });
  await ledgers.close();
  machinery.close();
  process.stdout.write(`${lastLine(verdict)}\n`);
  process.exitCode = isClean(verdict) && open.length === 0 ? 0 : 1;
});

async function prepare(direction: Direction, machinery: Machinery, ledgers: Ledgers): Promise<Play> {
  const { environment } = ledgers;
  const { databaseUrl, publicUrl, clock, fitbit } = environment;
  const sandbox = new SandboxControl(baseUrlOf(environment), fitbit.upstream ?? 'google-health');
  if (fitbit.upstream === 'fitbit-web-api')
    await sandbox.useEndpoint(new URL('/fitbit/update', publicUrl), fitbit.verificationCode);
  const people = await sandbox.people();
  const place = { sandbox, publicUrl, subscribes: fitbit.upstream === 'fitbit-web-api' };
  const members = people.map(({ id, memberSince }, index) => new Member(String(index + 1), id, memberSince, place));
  const now = () => clock.now();
  const stored = new Stored(databaseUrl);
  return {
    direction,
    machinery,
    ledgers,
    sandbox,
    stored,
    people,
    members,
    random: new Random(direction.seed),
    now,
    print,
  };
}

function baseUrlOf({ fitbit }: Environment): string {
  if (fitbit.upstreamBaseUrl === undefined)
    throw new Error('FITBIT_UPSTREAM_BASE_URL must be the address of a sandbox.');
  return fitbit.upstreamBaseUrl;
}

async function settled(play: Play, limitMs: number): Promise<string[]> {
  const open = await settle(play, play.members, limitMs);
  for (const what of open) print(what);
  return open;
}
