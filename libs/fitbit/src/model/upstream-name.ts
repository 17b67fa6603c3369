/** The values of the option `upstream`. */
export const UPSTREAM_NAMES = ['google-health', 'fitbit-web-api'] as const;

/** The remote API that a connection reads from. */
export type UpstreamName = (typeof UPSTREAM_NAMES)[number];
