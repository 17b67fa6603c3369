import { generateKeyPairSync, randomInt } from 'node:crypto';
import { DAY_MS } from '../../calendar/iso-date';
import { type SigningKey, tinkKeyset, tinkSignature } from './tink';

/** The service creates a new key every 30 days. */
const ROTATION_MS = 30 * DAY_MS;
/** The number of keys that stay published at the same time. */
const MAX_KEYS = 3;

/** The ids of the published keys. */
export interface WebhookKeyIds {
  readonly primaryKeyId: number;
  /** Newest first. */
  readonly keyIds: readonly number[];
}

/** The keys that sign notifications. The first one is created on first use, a new one every 30 days. */
export class WebhookKeys {
  private keys: SigningKey[] = [];
  private rotatedAtMs = 0;
  private unpublished: SigningKey | undefined;

  constructor(private readonly now: () => number) {}

  /** The content of `webhooks_public_keyset.json`. */
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
   * Creates a new primary key.
   *
   * @param keepOld whether the previous keys stay published. At most three keys are published in any case.
   */
  rotate({ keepOld = true }: { readonly keepOld?: boolean } = {}): WebhookKeyIds {
    this.primary();
    this.add({ keepOld });
    return this.ids();
  }

  /** Removes all keys; the next use creates a new one. */
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
