/** The scopes of the data that we read. @see https://dev.fitbit.com/build/reference/web-api/developer-guide/application-design/#Scopes */
export const SCOPES = {
  activity: 'activity',
  nutrition: 'nutrition',
  profile: 'profile',
  settings: 'settings',
  sleep: 'sleep',
  weight: 'weight',
} as const;

export type Scope = (typeof SCOPES)[keyof typeof SCOPES];
