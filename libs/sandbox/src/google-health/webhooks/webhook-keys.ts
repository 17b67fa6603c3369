import { generateKeyPairSync, randomInt } from 'node:crypto';
import { DAY_MS } from '../../calendar/iso-date';
import { type SigningKey, tinkKeyset, tinkSignature } from './tink';

/** The service makes a new key every 30 days (reference §8.4). */
const ROTATION_MS = 30 * DAY_MS;
/** Keys that stay published at once. */
const MAX_KEYS = 3;

/** What can be seen of the keys. */
export interface WebhookKeyIds {
  readonly primaryKeyId: number;
  /** Published ones, newest first. */
  readonly keyIds: readonly number[];
}

/** The keys that Google signs notifications with. The first is made when it is needed, then one every 30 days. */
export class WebhookKeys {
  private keys: SigningKey[] = [];
  private rotatedAtMs = 0;
  private unpublished: SigningKey | undefined;

  constructor(private readonly now: () => number) {}

  /** The keyset document of `webhooks_public_keyset.json`. */
  keyset(): object {
    return tinkKeyset(this.primary().keyId, this.keys);
  }

  ids(): WebhookKeyIds {
    return { primaryKeyId: this.primary().keyId, keyIds: this.keys.map(({ keyId }) => keyId) };
  }

  sign(body: string): string {
    return tinkSignature(body, this.primary());
  }

  /** Signs with a key that was never published. */
  signWithUnpublishedKey(body: string): string {
    this.unpublished ??= newKey();
    return tinkSignature(body, this.unpublished);
  }

  /**
   * Makes a new primary key.
   *
   * @param keepOld whether the keys before stay published; the oldest of more than three goes in any case
   */
  rotate({ keepOld = true }: { readonly keepOld?: boolean } = {}): WebhookKeyIds {
    this.primary();
    this.add({ keepOld });
    return this.ids();
  }

  /** Back to no key: the next one is a new one. */
  reset(): void {
    this.keys = [];
  }

  private primary(): SigningKey {
    const [newest] = this.keys;
    const isDue = Math.abs(this.now() - this.rotatedAtMs) >= ROTATION_MS;
    return newest && !isDue ? newest : this.add({ keepOld: true });
  }

  private add({ keepOld }: { readonly keepOld: boolean }): SigningKey {
    const key = newKey();
    this.keys = [key, ...(keepOld ? this.keys.slice(0, MAX_KEYS - 1) : [])];
    this.rotatedAtMs = this.now();
    return key;
  }
}

function newKey(): SigningKey {
  return { keyId: randomInt(1, 2 ** 32), ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}
