import type { IncomingHttpHeaders } from 'node:http';

/**
 * The content type that a webhook request has while the parsers of the host look at it. No parser takes it, so the body
 * stays in the stream until its route reads it.
 */
export const UNPARSED_TYPE = 'application/vnd.nestjs-fitbit.unparsed';

const sentTypes = new WeakMap<IncomingHttpHeaders, string | undefined>();

/** Hides the body from parsers. */
export function hideBody(headers: IncomingHttpHeaders): void {
  sentTypes.set(headers, headers['content-type']);
  headers['content-type'] = UNPARSED_TYPE;
}

/** Gives a request back the content type that was sent. Does nothing when its body is not hidden. */
export function revealBody(headers: IncomingHttpHeaders): void {
  if (!sentTypes.has(headers)) return;
  const sent = sentTypes.get(headers);
  if (sent === undefined) delete headers['content-type'];
  else headers['content-type'] = sent;
  sentTypes.delete(headers);
}
