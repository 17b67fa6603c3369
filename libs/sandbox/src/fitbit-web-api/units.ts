/** The unit system that `Accept-Language` selects. It does not select a language. */
export type UnitSystem = 'US' | 'UK' | 'METRIC';

/** Without the header, or with any other locale, units are metric. */
export function unitSystemOf(acceptLanguage: string | undefined): UnitSystem {
  if (acceptLanguage === 'en_US') return 'US';
  return acceptLanguage === 'en_GB' ? 'UK' : 'METRIC';
}

export type Quantity = 'distance' | 'elevation' | 'length' | 'weight' | 'liquid';

/** One kilometre, metre, centimetre, kilogram and millilitre in other systems. */
const FACTORS: Readonly<Record<Quantity, Readonly<Record<UnitSystem, number>>>> = {
  distance: { US: 1 / 1.609344, UK: 1, METRIC: 1 },
  elevation: { US: 1 / 0.3048, UK: 1, METRIC: 1 },
  length: { US: 1 / 2.54, UK: 1, METRIC: 1 },
  weight: { US: 1 / 0.45359237, UK: 1 / 6.35029318, METRIC: 1 },
  liquid: { US: 1 / 29.5735295625, UK: 1, METRIC: 1 },
};

/** Converts a metric value. */
export function inUnits(value: number, quantity: Quantity | undefined, system: UnitSystem): number {
  return quantity && system !== 'METRIC' ? value * FACTORS[quantity][system] : value;
}

/** Rounds to two digits, as the service does. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
