import { type FitbitModuleOptions, type UpstreamName, UserFitbit, type ConnectionState } from 'nestjs-fitbit';
import { randomBytes } from 'node:crypto';
import {
  type Connection,
  ConnectionRepository,
  type Grant,
  PendingRevocationRepository,
  TokenVault,
  resolveFitbitOptions,
} from './internals';
import type { RecordingTerminal } from './recording-terminal';
import { runCommand } from './command-line';
import { newGrant } from './connections';
import { ManualClock } from './clocks';
import { type HostServices, startServices } from './host-app';
import { ScriptedServer, type SeenRequest } from './scripted-server';

export const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR_MS = 3_600_000;

export interface Row {
  readonly state?: ConnectionState;
  /** The access token ended an hour ago; otherwise it lives for another hour. @defaultValue `true` */
  readonly expired?: boolean;
}

/** A host's own command line, and an upstream whose answer a test chooses by the refresh token, `<kind>-<user>`. */
export class RefreshBench {
  readonly connections: ConnectionRepository;
  readonly revocations: PendingRevocationRepository;
  readonly vault: TokenVault;
  readonly options: FitbitModuleOptions;

  private constructor(
    readonly services: HostServices,
    readonly server: ScriptedServer,
    readonly upstream: UpstreamName,
  ) {
    this.connections = new ConnectionRepository(services.database.dataSource, { upstream });
    this.revocations = new PendingRevocationRepository(services.database.dataSource);
    this.options = {
      upstream,
      consumerKey: 'client',
      consumerSecret: 'secret',
      callbackUrl: 'https://app.example.com/fitbit/complete',
      encryptionKeys: [{ id: 'test', key: randomBytes(32) }],
      upstreamBaseUrl: server.url,
      clock: new ManualClock(NOW),
    };
    this.vault = new TokenVault(resolveFitbitOptions(this.options));
  }

  static async start(upstream: UpstreamName): Promise<RefreshBench> {
    return new RefreshBench(await startServices(), await ScriptedServer.start(), upstream);
  }

  async reset(): Promise<void> {
    await this.services.database.dataSource.query(
      'TRUNCATE fitbit_connection, fitbit_pending_revocation, fitbit_data_point CASCADE',
    );
    this.server.reset();
    this.server.always((request) => this.answer(request));
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.services.close();
  }

  /** One start of the program. */
  run(...args: string[]): Promise<RecordingTerminal> {
    return runCommand(this.services, this.options, 'refresh-tokens', ...args);
  }

  async connect(kind: string, user = kind, { state = 'active', expired = true }: Row = {}): Promise<Connection> {
    const grant: Grant = {
      accessToken: `access-${user}`,
      refreshToken: `${kind}-${user}`,
      expiresAt: new Date(NOW.getTime() + (expired ? -HOUR_MS : HOUR_MS)),
      scopes: ['activity'],
    };
    const seal = (id: string) => this.vault.sealGrant(grant, id);
    const { expiresAt: tokenExpiresAt } = grant;
    const { upstream } = this;
    const connection = await this.connections.connect(newGrant({ userId: user, upstream, tokenExpiresAt, seal }));
    await this.connections.setState(connection, state);
    return connection;
  }

  async connectMany(kind: string, count: number): Promise<void> {
    for (let number = 0; number < count; number++) await this.connect(kind, `${kind}${number}`);
  }

  /** State and refresh token by user. */
  async rows(): Promise<Record<string, string>> {
    const rows = await this.services.database.dataSource.getRepository(UserFitbit).find({ order: { userId: 'ASC' } });
    return Object.fromEntries(
      rows.map((row) => [row.userId, `${row.state} ${this.vault.openGrant(row.sealedTokens, row.id).refreshToken}`]),
    );
  }

  refreshTokenOf({ body }: SeenRequest): string {
    return new URLSearchParams(body).get('refresh_token') ?? '';
  }

  private answer(request: SeenRequest) {
    const [kind = '', user] = this.refreshTokenOf(request).split('-');
    if (kind === 'cut') {
      request.socket.destroy();
      return 'handled';
    }
    const [, status, error] = /^(\d{3})([a-z_]*)$/.exec(kind) ?? [];
    if (status !== undefined) return { status: Number(status), body: error === '' ? '<html>' : this.refusal(error) };
    return {
      body: {
        access_token: `renewed-${user}`,
        refresh_token: `next-${user}`,
        expires_in: 28_800,
        token_type: 'Bearer',
        scope: 'activity',
      },
    };
  }

  refusal(error = ''): object {
    return this.upstream === 'google-health'
      ? { error, error_description: 'said by a test' }
      : { errors: [{ errorType: error, message: 'said by a test' }], success: false };
  }
}
