import { createHash, timingSafeEqual } from 'node:crypto';

/** The secrets of our subscriber: more than one while they are rotated. */
export class AcceptedSecrets {
  private readonly digests: readonly Buffer[];

  constructor(secrets: readonly string[]) {
    this.digests = secrets.map(digestOf);
  }

  /** Takes as long for a wrong secret as for a right one. Nothing is accepted when there are none. */
  accept(given: string | undefined): boolean {
    if (given === undefined) return false;
    const digest = digestOf(given);
    let accepted = false;
    for (const known of this.digests) accepted = timingSafeEqual(known, digest) || accepted;
    return accepted;
  }
}

/** Of equal length, whatever the secret's. */
function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
