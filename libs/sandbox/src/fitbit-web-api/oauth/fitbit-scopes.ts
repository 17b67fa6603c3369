/** Every scope that a user can grant, with its abbreviation in access tokens. */
const CODES = {
  activity: 'act',
  cardio_fitness: 'cf',
  electrocardiogram: 'ecg',
  heartrate: 'hr',
  irregular_rhythm_notifications: 'irn',
  location: 'loc',
  nutrition: 'nut',
  oxygen_saturation: 'oxy',
  profile: 'pro',
  respiratory_rate: 'res',
  settings: 'set',
  sleep: 'sle',
  social: 'soc',
  temperature: 'tem',
  weight: 'wei',
} as const;

export type FitbitScope = keyof typeof CODES;

export const FITBIT_SCOPES = Object.keys(CODES) as readonly FitbitScope[];

export function isScope(text: string): text is FitbitScope {
  return Object.hasOwn(CODES, text);
}

/** The scopes as access tokens contain them. The application only has read access. */
export function scopeCodes(scopes: readonly string[]): string {
  return scopes
    .filter(isScope)
    .map((scope) => `r${CODES[scope]}`)
    .join(' ');
}

/** The scopes as introspection returns them. The format for several scopes is unconfirmed. */
export function introspectedScopes(scopes: Iterable<string>): string {
  return `{${[...scopes].map((scope) => `${scope.toUpperCase()}=READ`).join(', ')}}`;
}
