import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { invalid } from '../errors/errors';

const MAC_BYTES = 12;

/** Where the next page begins: points at or before `ms`, of which the first `taken` at exactly `ms` were delivered. */
export interface Cursor {
  readonly ms: number;
  readonly taken: number;
}

/** Opaque page tokens that are good for one query of one user only: "keep all other parameters identical". */
export class PageTokens {
  private readonly secret = randomBytes(32);

  /** @param query everything else that the request says, and who asks */
  seal(query: string, cursor: Cursor): string {
    const payload = Buffer.from(`${cursor.ms}:${cursor.taken}`);
    return Buffer.concat([this.mac(query, payload), payload]).toString('base64url');
  }

  /** @throws GoogleError `INVALID_PAGE_TOKEN` for a token that is damaged, invented or of another query */
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
