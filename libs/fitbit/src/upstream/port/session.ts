/** How many requests the upstream allows for one user. */
export type UpstreamQuota =
  /** In any 60 seconds. */
  | { readonly kind: 'per-minute'; readonly requests: number }
  /** From one full hour of the clock to the next. */
  | { readonly kind: 'per-clock-hour'; readonly requests: number };

/** What an answer says about the user's quota. The adapter leaves out impossible values. */
export interface QuotaReport {
  /** The number of requests allowed in the whole window. */
  readonly limit?: number | undefined;
  /** How many of them are left. May lag behind. */
  readonly remaining?: number | undefined;
  readonly resetsInMs?: number | undefined;
  /** The upstream refused the request: send nothing for this user for so long. */
  readonly refusedForMs?: number | undefined;
}

/** How one request ended, without its data. */
export interface RequestOutcome {
  /** The HTTP status; `undefined` when no complete answer arrived. */
  readonly status: number | undefined;
  readonly quota?: QuotaReport | undefined;
}

/** What an adapter needs to send requests for one connection. */
export interface UpstreamSession {
  readonly accessToken: string;
  /**
   * Called before every request. Resolves when the request may be sent.
   *
   * @throws RateLimitedError when the budget stays spent for longer than a request should wait in place.
   * @throws UpstreamUnavailableError while requests are paused because the upstream failed for all users.
   */
  admit(kind: 'first' | 'continuation'): Promise<void>;
  /** Called after every request that was admitted and sent. Never throws. */
  observe?(outcome: RequestOutcome): Promise<void>;
}

/** A user of the upstream, with a session to send requests in their name. */
export interface UpstreamUser {
  readonly session: UpstreamSession;
  /** As in {@link Connection.upstreamUserId}. */
  readonly upstreamUserId: string;
}
