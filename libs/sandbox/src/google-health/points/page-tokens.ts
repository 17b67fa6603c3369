import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { invalid } from '../errors/errors';

const MAC_BYTES = 12;

/**
 * The start of the next page: points at or before `ms`, of which the first `taken` at exactly `ms` were already
 * delivered.
 */
export interface Cursor {
  readonly ms: number;
  readonly taken: number;
}

/**
 * Opaque page tokens. A token is valid for one query of one user only; the documentation says "keep all other
 * parameters identical".
 */
export class PageTokens {
  private readonly secret = randomBytes(32);

  /** @param query the other parameters of the request, and the caller */
  seal(query: string, cursor: Cursor): string {
    const payload = Buffer.from(`${cursor.ms}:${cursor.taken}`);
    return Buffer.concat([this.mac(query, payload), payload]).toString('base64url');
  }

  /** @throws GoogleError `INVALID_PAGE_TOKEN` for a damaged, invented or foreign token */
  open(query: string, token: string): Cursor {
    const bytes = Buffer.from(token, 'base64url');
    const payload = bytes.subarray(MAC_BYTES);
    const genuine = bytes.length > MAC_BYTES && bytes.toString('base64url') === token;
    if (!genuine || !timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.mac(query, payload))) throw invalidPageToken();
    const [ms = 0, taken = 0] = payload.toString().split(':').map(Number);
    return { ms, taken };
  }

  private mac(query: string, payload: Buffer): Buffer {
    return createHmac('sha256', this.secret).update(query).update('\0').update(payload).digest().subarray(0, MAC_BYTES);
  }
}

export function invalidPageToken(): Error {
  return invalid('INVALID_PAGE_TOKEN', 'The page token is invalid, or it belongs to another request.');
}
