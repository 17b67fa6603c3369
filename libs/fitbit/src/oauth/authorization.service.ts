import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthorizationRefusedError, UpstreamGoneError } from '../errors/fitbit.errors';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { AuthorizationRepository, type PendingAuthorization } from '../storage/authorization.repository';
import { LEASE_MS, whileRenewing } from '../storage/while-renewing';
import { Sealer } from '../tokens/sealer';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { safeNext } from './safe-next';

/** How long a user may take to consent, in milliseconds. */
export const AUTHORIZATION_LIFETIME_MS = 10 * 60_000;
const BROWSER_SECRET = /^[A-Za-z0-9_-]{43}$/;

export interface StartedAuthorization {
  readonly consentUrl: URL;
  /** Sent to the browser as a cookie, and expected back with the callback. */
  readonly browserSecret: string;
}

export interface FinishedAuthorization<T> {
  /** What the new grant was turned into. */
  readonly result: T;
  readonly next: string | null;
}

/** Stores a new grant. It deletes the authorization in the same transaction, and stores nothing when that is gone. */
export type UseGrant<T> = (grant: Grant, stateHash: string) => Promise<T>;

/** The authorization code flow with `state` and PKCE (RFC 9700), bound to one user and one browser. */
@Injectable()
export class AuthorizationService {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly pending: AuthorizationRepository,
    private readonly upstream: FitbitUpstream,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Stores a pending authorization and returns the consent URL.
   *
   * @param knownSecret - the browser's cookie from an authorization in another tab. It is used again, so that both
   * authorizations can be completed.
   * @throws UpstreamGoneError when the host says that the upstream was shut down.
   */
  async start(userId: string, next: unknown, knownSecret: string | undefined): Promise<StartedAuthorization> {
    if (this.options.upstreamGone) throw new UpstreamGoneError();
    const browserSecret = knownSecret !== undefined && BROWSER_SECRET.test(knownSecret) ? knownSecret : randomText();
    const state = randomText();
    const codeVerifier = randomText();
    const stateHash = hash(state);
    const now = this.options.clock.now();
    const authorization: PendingAuthorization = {
      stateHash,
      userId,
      browserHash: hash(browserSecret),
      sealedVerifier: this.sealer.sealVerifier(codeVerifier, stateHash),
      next: safeNext(next) ?? null,
      expiresAt: new Date(now.getTime() + AUTHORIZATION_LIFETIME_MS),
    };
    await this.pending.begin(authorization, now);
    const consentUrl = this.upstream.oauth.authorizationUrl({
      redirectUri: this.options.callbackUrl.href,
      state,
      codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      scopes: this.upstream.scopesFor(this.options.resources),
    });
    return { consentUrl, browserSecret };
  }

  /**
   * Uses up the state, checks that it belongs to this user and browser, exchanges the code and passes the grant to `use`.
   * Until `use` has stored it, no old grant of the user is revoked, because that would end the new one too.
   *
   * @throws AuthorizationRefusedError, and the errors of {@link OAuthFlow.exchangeCode} and of `use`.
   */
  async finish<T>(
    userId: string,
    query: URLSearchParams,
    browserSecret: string | undefined,
    use: UseGrant<T>,
  ): Promise<FinishedAuthorization<T>> {
    const state = query.get('state') ?? '';
    const stateHash = hash(state);
    const authorization = state === '' ? undefined : await this.pending.lease(stateHash, LEASE_MS);
    if (!authorization) throw new AuthorizationRefusedError('state_invalid');
    try {
      const renew = () => this.pending.renew(stateHash, LEASE_MS);
      return await whileRenewing(renew, async () => {
        if (!this.belongsTo(authorization, userId, browserSecret)) throw new AuthorizationRefusedError('state_invalid');
        const grant = await this.exchangeCode(state, query, authorization);
        return { result: await use(grant, stateHash), next: authorization.next };
      });
    } finally {
      await this.pending.delete(stateHash).catch(() => undefined); // the lease expires by itself
    }
  }

  private async exchangeCode(
    state: string,
    query: URLSearchParams,
    authorization: PendingAuthorization,
  ): Promise<Grant> {
    if (this.options.upstreamGone) throw new UpstreamGoneError();
    if (query.get('error') === 'access_denied') throw new AuthorizationRefusedError('access_denied');
    if (!query.get('code') && !query.has('error')) throw new AuthorizationRefusedError('code_missing');
    const callbackUrl = new URL(this.options.callbackUrl);
    callbackUrl.search = query.toString();
    return this.upstream.oauth.exchangeCode({
      callbackUrl,
      redirectUri: this.options.callbackUrl.href,
      state,
      codeVerifier: this.sealer.openVerifier(authorization.sealedVerifier, authorization.stateHash),
    });
  }

  private belongsTo(authorization: PendingAuthorization, userId: string, browserSecret = ''): boolean {
    const expected = Buffer.from(authorization.browserHash);
    const given = Buffer.from(hash(browserSecret));
    const isCurrent = authorization.expiresAt > this.options.clock.now();
    return isCurrent && authorization.userId === userId && timingSafeEqual(expected, given);
  }
}

/** 256 random bits as base64url. */
function randomText(): string {
  return randomBytes(32).toString('base64url');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
