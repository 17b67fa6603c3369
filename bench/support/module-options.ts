import { BullModule } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FitbitModule, type FitbitModuleOptions, type FitbitModuleShape, type UpstreamName } from 'nestjs-fitbit';
import { dataSourceOptions } from '../../tools/support/fitbit-database';

/** Everything a process needs to run the module. Can be sent as JSON. */
export interface HostSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly redisPrefix: string;
  readonly upstream: UpstreamName;
  /** Of the sandbox. */
  readonly upstreamBaseUrl: string;
  /** What is stored (S8); everything when absent. */
  readonly subscriptions?: Readonly<Record<string, readonly string[]>>;
  /** 32 bytes in base64. */
  readonly encryptionKey: string;
  /** `off`: they run only when the measurement asks. @defaultValue at their usual intervals */
  readonly sweeps?: 'off';
}

export const WEBHOOK_SECRET = 'Bearer a-secret-of-the-bench';
export const VERIFICATION_CODE = 'c0de'.repeat(16);

export function moduleOptions({
  upstream,
  upstreamBaseUrl,
  encryptionKey,
  subscriptions,
  sweeps,
}: HostSettings): FitbitModuleOptions {
  return {
    upstream,
    upstreamBaseUrl,
    consumerKey: 'sandbox-client',
    consumerSecret: 'sandbox-secret',
    callbackUrl: 'http://127.0.0.1:3000/fitbit/complete',
    encryptionKeys: [{ id: 'bench', key: encryptionKey }],
    subscribe: true,
    subscriptions,
    subscriberId: '1',
    verificationCode: VERIFICATION_CODE,
    google: { webhookSecrets: [WEBHOOK_SECRET] },
    historicalInitDelay: 0,
    betweenDelay: 0,
    ...(sweeps && {
      sweepIntervalsMs: { holes: 0, inbox: 0, changing: 0, revocations: 0, subscriptions: 0, tokens: 0 },
    }),
  };
}

/** The modules of a host: its database, its queues, and ours. */
export function hostModules(settings: HostSettings, shape: FitbitModuleShape): DynamicModule[] {
  return [
    TypeOrmModule.forRoot(dataSourceOptions(settings.databaseUrl)),
    BullModule.forRoot({ url: settings.redisUrl, prefix: settings.redisPrefix }),
    FitbitModule.forRoot({ ...moduleOptions(settings), ...shape }),
  ];
}
