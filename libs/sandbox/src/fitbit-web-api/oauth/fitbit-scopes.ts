/** Every scope that a user can grant, with its code in the access token where one is known. Reference §2.2, §2.5. */
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

/** As the access token carries them; the application reads only. */
export function scopeCodes(scopes: readonly string[]): string {
  return scopes
    .filter(isScope)
    .map((scope) => `r${CODES[scope]}`)
    .join(' ');
}

/** As the introspection answers them; the form for several is UNCONFIRMED (reference §2.4). */
export function introspectedScopes(scopes: Iterable<string>): string {
  return `{${[...scopes].map((scope) => `${scope.toUpperCase()}=READ`).join(', ')}}`;
}
