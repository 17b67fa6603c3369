/** A user who was sent to the consent page. */
export interface PendingAuthorization {
  readonly stateHash: string;
  readonly userId: string;
  readonly browserHash: string;
  readonly sealedVerifier: string;
  readonly next: string | null;
  readonly expiresAt: Date;
}

export abstract class AuthorizationRepository {
  /** Stores the authorization and forgets those that expired before `now`. */
  abstract begin(authorization: PendingAuthorization, now: Date): Promise<void>;
  /** Takes it out: a second call finds nothing, whoever asks and however the first one ended. */
  abstract take(stateHash: string): Promise<PendingAuthorization | undefined>;
}
