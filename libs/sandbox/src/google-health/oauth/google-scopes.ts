const PREFIX = 'https://www.googleapis.com/auth/googlehealth';

/** The groups with a read scope and a write scope. */
const GROUPS = [
  'activity_and_fitness',
  'health_metrics_and_measurements',
  'sleep',
  'nutrition',
  'profile',
  'settings',
  'mindfulness',
  'logged_symptoms',
  'reproductive_health',
] as const;

/** The groups with a read scope only. */
const READ_ONLY_GROUPS = ['location', 'ecg', 'irn'] as const;

export type ScopeGroup = (typeof GROUPS)[number] | (typeof READ_ONLY_GROUPS)[number];

/** User methods refuse a token that has this scope together with health scopes. */
export const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';

/** The scope that lets an application read `group`. */
export function readScope(group: ScopeGroup): string {
  return `${PREFIX}.${group}.readonly`;
}

/** The scope that lets an application write `group`, and read only what it wrote itself. */
export function writeScope(group: ScopeGroup): string {
  return `${PREFIX}.${group}.writeonly`;
}

/** Every scope of the Google Health API that a user can grant. */
export const HEALTH_SCOPES: readonly string[] = [
  ...GROUPS.flatMap((group) => [readScope(group), writeScope(group)]),
  ...READ_ONLY_GROUPS.map(readScope),
];

const OTHER_SCOPES = [
  'openid',
  'email',
  'profile',
  'https://www.googleapis.com/auth/userinfo.email',
  'https://www.googleapis.com/auth/userinfo.profile',
  CLOUD_PLATFORM,
];

const KNOWN: ReadonlySet<string> = new Set([...HEALTH_SCOPES, ...OTHER_SCOPES]);

export function isKnownScope(scope: string): boolean {
  return KNOWN.has(scope);
}

export function isHealthScope(scope: string): boolean {
  return scope.startsWith(`${PREFIX}.`);
}
