import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { UPSTREAM_NAMES } from 'nestjs-fitbit';
import { HISTORICAL_QUEUE } from '../support/internals';
import { connectUser } from '../support/connect';
import type { HostApp } from '../support/host-app';
import { Stage } from '../support/stage';
import { runSweeps } from '../support/sweeps';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

/** Only what a test sweeps itself. */
const NO_SWEEPS = { holes: 0, inbox: 0, changing: 0, revocations: 0, subscriptions: 0, tokens: 0 };

function proxyOf(url: string, usualPort: number): Promise<TcpProxy> {
  const { hostname, port } = new URL(url);
  return startTcpProxy({ host: hostname, port: Number(port || usualPort) });
}

function through({ port }: TcpProxy, url: string): string {
  const proxied = new URL(url);
  proxied.host = `127.0.0.1:${port}`;
  return proxied.href;
}

describe.each(UPSTREAM_NAMES)('a host whose servers become unavailable (%s)', (upstream) => {
  let stage: Stage;
  let redis: TcpProxy;
  let postgres: TcpProxy;
  let host: HostApp;

  beforeAll(async () => {
    const options = {
      upstream,
      subscribe: true,
      subscriberId: '1',
      subscriptions: { activities: ['steps', 'distance', 'floors'] },
      sweepIntervalsMs: NO_SWEEPS,
    };
    stage = await Stage.open({ people: 2, seed: 8 }, { options, shape: { workers: false } });
    const { database } = stage.services;
    redis = await proxyOf(stage.services.redis.url, 6379);
    postgres = await proxyOf(database.url, 5432);
    host = await stage.startHost({
      options,
      redisUrl: through(redis, stage.services.redis.url),
      services: { ...stage.services, database: { ...database, url: through(postgres, database.url) } },
    });
  });
  afterAll(async () => {
    await host.close();
    await redis.close();
    await postgres.close();
    await stage.close();
  });

  it('loses no fetch while Postgres is unavailable, and continues without a sweep', async () => {
    const queue = host.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE), { strict: false });
    await queue.pause();
    await connectUser(host, 'alice', { person: 'p1' });
    const queued = await queue.count();
    expect(queued).toBeGreaterThan(0);
    await postgres.cut();
    await queue.resume();
    await until('every fetch to have failed', async () => {
      const jobs = await queue.getJobs(['waiting', 'delayed', 'active']);
      return jobs.length === queued && jobs.every(({ attemptsMade }) => attemptsMade > 0);
    });
    await postgres.restore();
    await stage.complete('alice');
    expect((await stage.fitbit.importProgress('alice'))?.failures).toEqual([]);
  });

  it('connects a user while Redis is unavailable, and imports when it is back', async () => {
    await redis.cut();
    await connectUser(host, 'bob', { person: 'p2' });
    expect((await stage.fitbit.connection('bob'))?.state).toBe('active');
    await redis.restore();
    await until('the queue to be filled', () => runSweeps(host, 'holes').catch(() => 0));
    await stage.complete('bob');
  });
});
