// The measured process: a worker whose queues are stopped, so that it does what it is told and nothing else.
import 'reflect-metadata';
import { Writable } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import { FitbitService } from 'nestjs-fitbit';
import { Terminal } from 'nestjs-fitbit/commands';
import type { DataSource } from 'typeorm';
import { StatusCommand } from '#nestjs-fitbit/commands/status.command';
import { resolveFitbitOptions } from '#nestjs-fitbit/options/resolve-fitbit-options';
import { JOB_QUEUES, type JobQueue } from '#nestjs-fitbit/queue/job-queue';
import { ConnectionRepository } from '#nestjs-fitbit/storage/connection.repository';
import { InboxRepository } from '#nestjs-fitbit/storage/inbox.repository';
import { SealedRepository } from '#nestjs-fitbit/storage/sealed.repository';
import { HistoryService } from '#nestjs-fitbit/sync/history.service';
import { KeyRotation } from '#nestjs-fitbit/tokens/key-rotation';
import { TokenVault } from '#nestjs-fitbit/tokens/token-vault';
import type { Sweep } from '#nestjs-fitbit/worker/sweeps/sweep';
import { SWEEPS } from '#nestjs-fitbit/worker/sweeps/sweep.service';
import { type HostSettings, hostModules, moduleOptions } from '../support/module-options';
import { serve } from '../support/program';
import { type Cost, measureCost } from './cost';

export interface SubjectTasks {
  start(settings: HostSettings): Promise<void>;
  sweep(name: string): Promise<Cost>;
  status(flags: { readonly json: boolean; readonly summary: boolean }): Promise<Cost>;
  /** To a key that is made for it. */
  rotateKeys(newKey: string): Promise<Cost>;
  /** Connects so many new users and queues their imports. */
  connect(users: number): Promise<Cost>;
  /** Takes in so many bodies of ten notifications about users of all. */
  receive(load: { readonly bodies: number; readonly users: number }): Promise<Cost>;
}

let app: INestApplicationContext | undefined;
let settings: HostSettings;

function find<T>(token: string | symbol | (abstract new (...args: never[]) => T)): T {
  if (!app) throw new Error('The worker has not been started.');
  return app.get<T>(token, { strict: false });
}
const measure = (work: () => Promise<number>) => measureCost(find<DataSource>(getDataSourceToken() as string), work);

/** Takes what a command prints, and forgets it. */
class NoTerminal extends Terminal {
  lines = 0;
  override readonly out = new Writable({
    write: (_chunk, _encoding, done) => {
      this.lines += 1;
      done();
    },
  });
}

serve<SubjectTasks>(
  {
    start: async (given) => {
      settings = given;
      const root = { module: class BenchModule {}, imports: hostModules(settings, { http: false }) };
      app = await NestFactory.createApplicationContext(root, { abortOnError: false, logger: ['error'] });
      await Promise.all(find<JobQueue[]>(JOB_QUEUES).map((queue) => queue.finish()));
    },
    sweep: (name) =>
      measure(async () => {
        const sweep = find<Sweep[]>(SWEEPS).find((one) => one.name === name);
        if (!sweep) throw new Error(`There is no sweep "${name}".`);
        return sweep.repair(new AbortController().signal);
      }),
    status: (flags) =>
      measure(async () => {
        const terminal = new NoTerminal();
        await new StatusCommand(find(FitbitService), terminal).run([], flags);
        return terminal.lines;
      }),
    rotateKeys: (newKey) =>
      measure(async () => {
        const { encryptionKeys, ...options } = moduleOptions(settings);
        const ring = [{ id: 'next', key: newKey }, ...encryptionKeys];
        const vault = new TokenVault(resolveFitbitOptions({ ...options, encryptionKeys: ring }));
        return (await new KeyRotation(find(SealedRepository), vault).rotate()).resealed;
      }),
    connect: (users) =>
      measure(async () => {
        for (let number = 0; number < users; number++) {
          const connection = await find(ConnectionRepository).connect({
            userId: `new-${number}`,
            upstream: settings.upstream,
            account: { upstreamUserId: `NEW${number}`, legacyUserId: undefined },
            profile: { timeZone: 'Europe/Warsaw', memberSince: '2026-01-01', details: {} },
            scopes: ['activity'],
            tokenExpiresAt: new Date(Date.now() + 3_600_000),
            connectedAt: new Date(),
            seal: () => 'never opened',
          });
          await find(HistoryService).startImport(connection);
        }
        return users;
      }),
    receive: ({ bodies, users }) =>
      measure(async () => {
        for (let body = 0; body < bodies; body++) {
          await find(InboxRepository).receive({
            upstream: settings.upstream,
            notifications: Array.from({ length: 10 }, () => ({
              kind: 'change' as const,
              upstreamUserId: `U${1 + Math.floor(Math.random() * users)}`,
              collection: 'activities',
              days: { from: '2026-05-01', to: '2026-05-01' },
            })),
            receivedAt: new Date(),
          });
        }
        return bodies;
      }),
  },
  () => app?.close() ?? Promise.resolve(),
);
