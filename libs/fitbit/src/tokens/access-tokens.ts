import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ClockCheck } from '../clock/clock-check';
import {
  AccessTokenRejectedError,
  NotConnectedError,
  UpstreamGoneError,
  UpstreamUnavailableError,
} from '../errors/fitbit.errors';
import { type Connection, CONNECTION_STATES, type ConnectionState, usableUpstream } from '../model/connection';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { GoneAnswerError } from '../upstream/fitbit-upstream';
import { GrantStatusService, type RefusalRules } from './grant-status.service';
import { TokenRefresh } from './token-refresh';
import { TokenVault } from './token-vault';

const POLL_INTERVAL_MS = 100;
/** How long a caller waits for a refresh in another process: twice the upstream's timeout, and a little more. */
const MAX_WAIT_MS = 65_000;
/** A token younger than this is not refreshed again when the upstream rejects it. */
const FRESH_MS = 60_000;

const ACTIVE: readonly ConnectionState[] = ['active'];

interface ObtainRules extends RefusalRules {
  /** The states in which a connection may get a token. */
  readonly states: readonly ConnectionState[];
  /** Whether the stored grant will do, so that no refresh is needed. */
  readonly isEnough: (connection: Connection, grant: Grant) => boolean | Promise<boolean>;
}

/** Provides valid access tokens. At most one refresh runs per connection at a time, across all processes. */
@Injectable()
export class AccessTokens {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly vault: TokenVault,
    private readonly grantStatus: GrantStatusService,
    private readonly refresher: TokenRefresh,
    private readonly clocks: ClockCheck,
  ) {}

  /**
   * Calls `use` with a valid access token. If the upstream rejects that token, calls it once more with a new one.
   *
   * @throws the errors of {@link acquire}, and those of `use`.
   */
  async withAccessToken<T>(connection: Connection, use: (accessToken: string) => Promise<T>): Promise<T> {
    const accessToken = await this.acquire(connection);
    try {
      return await use(accessToken);
    } catch (error) {
      if (error instanceof GoneAnswerError) await this.askTokenEndpoint(connection);
      if (!(error instanceof AccessTokenRejectedError)) throw error;
    }
    const renewed = await this.acquire(connection, accessToken);
    try {
      return await use(renewed);
    } catch (error) {
      // Only invalid_grant ends a grant. Rejecting a new token is a fault of the upstream.
      if (error instanceof AccessTokenRejectedError) throw this.freshTokenRefused(error);
      throw error;
    }
  }

  /**
   * Returns an access token that stays valid for at least `refreshLeewayMs`, refreshing the stored one if necessary.
   *
   * @param rejected - a token that the upstream has just rejected, never returned again
   * @throws NotConnectedError when the connection was removed or is not active.
   * @throws the errors of {@link TokenRefresh.refresh}.
   */
  async acquire(known: Connection, rejected?: string): Promise<string> {
    const isEnough = async (connection: Connection, { accessToken, expiresAt }: Grant) => {
      if (accessToken !== rejected) return this.untilMs(expiresAt) > this.options.refreshLeewayMs;
      if (!this.isFresh(connection)) return false;
      // Only clocks say that it is. Before the upstream is blamed, ours is compared again.
      await this.clocks.measure();
      if (!this.isFresh(connection)) return false;
      await this.grantStatus.recordFreshTokenRefusal(connection);
      throw this.freshTokenRefused();
    };
    return this.obtain(known, { states: ACTIVE, isEnough });
  }

  /**
   * Refreshes the tokens even if they are still valid. A refresh that another caller has completed since `known` was
   * read counts. A connection that is not active is tried again: if the upstream accepts its grant, it becomes active.
   *
   * @throws NotConnectedError when the connection was removed meanwhile, or its grant is of another upstream.
   * @throws the errors of {@link TokenRefresh.refresh}.
   */
  async renew(known: Connection, rules: RefusalRules = {}): Promise<void> {
    const isEnough = ({ version }: Connection) => version !== known.version;
    await this.obtain(known, { ...rules, states: CONNECTION_STATES, isEnough });
  }

  private async obtain(known: Connection, { states, isEnough, ...rules }: ObtainRules): Promise<string> {
    const deadline = performance.now() + MAX_WAIT_MS;
    let connection: Connection | undefined = known;
    while (performance.now() < deadline) {
      if (!connection || !this.isUsable(connection, states)) throw new NotConnectedError(known.userId);
      const seen: Connection = connection;
      const grant = this.vault.openGrant(seen.sealedTokens, seen.id);
      if (await isEnough(seen, grant)) return grant.accessToken;
      const renewed = await this.refresher.refresh(seen, grant, rules);
      if (renewed) return renewed.accessToken;
      // Either another caller is refreshing or `seen` is out of date.
      connection = await this.connections.findById(known.id);
      if (connection?.version === seen.version) await sleep(POLL_INTERVAL_MS);
    }
    throw new UpstreamUnavailableError('another process did not finish its token refresh');
  }

  /** Any grant that is not of the configured upstream must never be sent there. */
  private isUsable({ state, upstream }: Connection, states: readonly ConnectionState[]): boolean {
    return states.includes(state) && upstream === usableUpstream(this.options);
  }

  /** A 410 for data may come from a single route. The token endpoint decides whether the upstream is gone. */
  private async askTokenEndpoint(connection: Connection): Promise<void> {
    try {
      await this.renew(connection);
    } catch (error) {
      if (error instanceof UpstreamGoneError) throw error;
    }
  }

  /** A token from the future was renewed under a clock that was wrong, and may be of any age. */
  private isFresh({ renewedAt }: Connection): boolean {
    return renewedAt !== null && Math.abs(this.untilMs(renewedAt)) <= FRESH_MS;
  }

  private freshTokenRefused(cause?: Error): UpstreamUnavailableError {
    const clocks = this.clocks.explain();
    const reason = clocks === '' ? 'it refuses a fresh token' : `it refuses a fresh token; ${clocks}`;
    return new UpstreamUnavailableError(reason, { cause });
  }

  private untilMs(date: Date): number {
    return date.getTime() - this.options.clock.now().getTime();
  }
}
