const scope = (suffix: string) => `https://www.googleapis.com/auth/googlehealth.${suffix}.readonly`;

/** The scopes of the data that we read. @see https://developers.google.com/health/scopes */
export const SCOPES = {
  activity: scope('activity_and_fitness'),
  measurements: scope('health_metrics_and_measurements'),
  nutrition: scope('nutrition'),
  profile: scope('profile'),
  settings: scope('settings'),
  sleep: scope('sleep'),
} as const;

export type Scope = (typeof SCOPES)[keyof typeof SCOPES];
