import type { UpstreamName } from 'nestjs-fitbit';

/** Not read from nestjs-fitbit, which takes half a second to load. */
export const UPSTREAMS = ['google-health', 'fitbit-web-api'] as const satisfies readonly UpstreamName[];
export const DEFAULT_UPSTREAM = UPSTREAMS[0];
