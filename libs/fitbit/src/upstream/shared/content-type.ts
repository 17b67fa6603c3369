import type { IncomingHttpHeaders } from 'node:http';

/** The media type in lower case, without its parameters; `''` when there is none. */
export function mediaTypeOf(headers: IncomingHttpHeaders): string {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
