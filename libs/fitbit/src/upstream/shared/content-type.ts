import type { IncomingHttpHeaders } from 'node:http';

/** Without its parameters, in small letters; `''` when there is none. */
export function mediaTypeOf(headers: IncomingHttpHeaders): string {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
