import { newServiceToken } from './token-names';

const LIFETIME_S = 3599;
/** Expired tokens are removed once this many are stored. */
const SWEEP_AT = 1_000;

interface ServiceToken {
  readonly scopes: ReadonlySet<string>;
  readonly expiresAtMs: number;
}

/** Access tokens of the service account. It has no refresh tokens; it signs a new assertion instead. */
export class ServiceTokens {
  private readonly tokens = new Map<string, ServiceToken>();

  constructor(private readonly now: () => number) {}

  /** The token endpoint's answer. Like Google's, it does not contain the scopes. */
  issue(scopes: readonly string[]): object {
    const nowMs = this.now();
    if (this.tokens.size >= SWEEP_AT) {
      for (const [text, { expiresAtMs }] of this.tokens) if (expiresAtMs <= nowMs) this.tokens.delete(text);
    }
    const token = newServiceToken();
    this.tokens.set(token, { scopes: new Set(scopes), expiresAtMs: nowMs + LIFETIME_S * 1000 });
    return { access_token: token, expires_in: LIFETIME_S, token_type: 'Bearer' };
  }

  /** The scopes of a token while it is valid. */
  scopesOf(text: string): ReadonlySet<string> | undefined {
    const token = this.tokens.get(text);
    return token && this.now() < token.expiresAtMs ? token.scopes : undefined;
  }

  reset(): void {
    this.tokens.clear();
  }
}
