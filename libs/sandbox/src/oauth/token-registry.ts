/** Expired access tokens are removed once this many are stored. */
const SWEEP_AT = 50_000;

/** One person's consent to the application. */
interface Consent {
  readonly personId: string;
  alive: boolean;
}

interface Issued<Grant extends Consent> {
  readonly grant: Grant;
}

interface IssuedAccess<Grant extends Consent> extends Issued<Grant> {
  readonly expiresAtMs: number;
}

/** The consents, codes and tokens of the application, by their texts. */
export class TokenRegistry<
  Grant extends Consent,
  Code extends Issued<Grant>,
  Access extends IssuedAccess<Grant>,
  Refresh extends Issued<Grant>,
> {
  /** By person. */
  readonly grants = new Map<string, Grant>();
  readonly codes = new Map<string, Code>();
  readonly refreshTokens = new Map<string, Refresh>();
  private readonly accessTokens = new Map<string, Access>();

  constructor(private readonly now: () => number) {}

  addAccessToken(text: string, access: Access): void {
    if (this.accessTokens.size >= SWEEP_AT) this.sweepAccessTokens();
    this.accessTokens.set(text, access);
  }

  /** The access token while it is valid. */
  liveAccessToken(text: string): Access | undefined {
    const access = this.accessTokens.get(text);
    return access?.grant.alive && this.now() < access.expiresAtMs ? access : undefined;
  }

  /** `true` for an access token that expired and was not revoked. */
  isExpired(text: string): boolean {
    const access = this.accessTokens.get(text);
    return access !== undefined && access.grant.alive && this.now() >= access.expiresAtMs;
  }

  /** The person whom a token or code belongs to, valid or not. */
  personOf(text: string): string | undefined {
    return (this.accessTokens.get(text) ?? this.refreshTokens.get(text) ?? this.codes.get(text))?.grant.personId;
  }

  /** Revokes a grant with everything that was issued for it. */
  endGrant(grant: Grant): void {
    grant.alive = false;
    if (this.grants.get(grant.personId) === grant) this.grants.delete(grant.personId);
  }

  /** Revokes the grant of a person; `false` when there is none. */
  endGrantOf(personId: string): boolean {
    const grant = this.grants.get(personId);
    if (grant) this.endGrant(grant);
    return grant !== undefined;
  }

  clear(): void {
    for (const map of [this.grants, this.codes, this.accessTokens, this.refreshTokens]) map.clear();
  }

  private sweepAccessTokens(): void {
    for (const text of this.accessTokens.keys()) if (!this.liveAccessToken(text)) this.accessTokens.delete(text);
  }
}
