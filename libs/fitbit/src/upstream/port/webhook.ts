import type { IncomingHttpHeaders } from 'node:http';
import type { DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';

/** A request to a webhook route, not verified yet. */
export interface WebhookRequest {
  readonly headers: IncomingHttpHeaders;
  /** The raw body, byte for byte. */
  readonly body: Uint8Array;
}

/** `handshake`: the upstream checks that the endpoint is ours; the request has no notifications. */
export type WebhookAuthenticity = 'authentic' | 'handshake' | 'forged';

/** The days of a resource that must be read again after a change. */
export interface AffectedDays {
  readonly resource: ResourceName;
  readonly days: readonly DateRange[];
}
