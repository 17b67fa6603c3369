import { createHash, timingSafeEqual } from 'node:crypto';

/** The secrets of our subscriber; more than one during a rotation. */
export class AcceptedSecrets {
  private readonly digests: readonly Buffer[];

  constructor(secrets: readonly string[]) {
    this.digests = secrets.map(digestOf);
  }

  /** Takes the same time for a wrong secret as for a right one. Accepts nothing when there are no secrets. */
  accept(given: string | undefined): boolean {
    if (given === undefined) return false;
    const digest = digestOf(given);
    let accepted = false;
    for (const known of this.digests) accepted = timingSafeEqual(known, digest) || accepted;
    return accepted;
  }
}

/** Digests have equal lengths, as `timingSafeEqual` requires. */
function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
