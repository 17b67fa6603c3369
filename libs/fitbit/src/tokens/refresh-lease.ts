import type { TokenRepository, TokenVersion } from '../storage/token.repository';
import { whileRenewing } from '../storage/while-renewing';

/** Other processes notice the death of a holder after this time. */
const LEASE_MS = 10_000;
/** A living holder prolongs its lease this often, so it may miss two turns. */
const PROLONG_INTERVAL_MS = 3_000;
/** How long a refresh without an outcome is repeated. Fitbit repeats its answer for two minutes. */
const REPEAT_FOR_MS = 2 * 60_000;

/** The right of this process to refresh the tokens of one connection. It lasts until it is ended, or this process dies. */
export class RefreshLease {
  private release: () => void = () => undefined;
  private readonly held: Promise<void>;

  private constructor(
    private readonly storedTokens: TokenRepository,
    private readonly tokens: TokenVersion,
    private until: string,
    /** An earlier refresh of these tokens began and has no known outcome. */
    readonly isRepeat: boolean,
  ) {
    const ended = () => new Promise<void>((resolve) => (this.release = resolve));
    this.held = whileRenewing(() => this.prolong(), ended, PROLONG_INTERVAL_MS);
  }

  /** `undefined` when another caller holds the lease, or the tokens were replaced. */
  static async take(storedTokens: TokenRepository, tokens: TokenVersion): Promise<RefreshLease | undefined> {
    const lease = await storedTokens.leaseRefresh(tokens, LEASE_MS);
    return lease && new RefreshLease(storedTokens, tokens, lease.until, lease.isRepeat);
  }

  /** For a lease that ends with the tokens it is for, or with this process. */
  forget(): void {
    this.release();
  }

  /** Never throws: a lease also expires by itself. Without a known outcome the refresh is repeated, by any process. */
  async end({ isFinished }: { readonly isFinished: boolean }): Promise<void> {
    this.release();
    await this.held;
    const end = { isFinished, repeatForMs: REPEAT_FOR_MS };
    await this.storedTokens.endLease(this.tokens, this.until, end).catch(() => undefined);
  }

  private async prolong(): Promise<void> {
    this.until = (await this.storedTokens.prolongLease(this.tokens, this.until, LEASE_MS)) ?? this.until;
  }
}
