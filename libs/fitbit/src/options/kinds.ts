import { isCivilDate, type CivilDate } from '../model/civil-date';
import { isLoopback } from './loopback';
import { type Option, type OptionGroup, type OptionTable, resolveTable, type VariableFormat } from './option';

interface Facts<Default> {
  readonly default: Default;
  readonly example?: string;
}

interface Kind<Given> {
  readonly type: string;
  readonly isValid: (value: unknown) => boolean;
  /** Absent when only code can give the value. */
  readonly variable?: VariableFormat<Given>;
}

/** An option whose value is used as it is given. */
export function option<Given, Default>(
  { type, isValid, variable }: Kind<Given>,
  { default: fallback, example }: Facts<Default>,
): Option<Given, Given | Default> {
  return {
    type,
    default: fallback,
    ...(example !== undefined && { example }),
    ...(variable && { variable }),
    resolve: (value, label, problems) => {
      if (value === undefined) return fallback;
      if (isValid(value)) return value as Given;
      problems.add(`${label} must be ${type}.`);
      return fallback;
    },
  };
}

/** A variable whose text is the value. */
export const AS_IS: VariableFormat<string> = { parse: (text) => text };

/** A variable with a JSON value. */
export function json<Given>(): VariableFormat<Given> {
  return {
    format: 'JSON',
    parse: (text) => {
      try {
        return JSON.parse(text) as Given;
      } catch {
        return undefined;
      }
    },
  };
}

export function requiredText(): Option<string, string> {
  return {
    type: 'a non-empty string',
    required: true,
    variable: AS_IS,
    resolve: (value, label, problems) => {
      if (typeof value === 'string' && value.trim() !== '') return value;
      problems.add(`${label} is required: a non-empty string.`);
      return '';
    },
  };
}

interface TextFacts<Default> extends Facts<Default> {
  /** With it, {@link type} says what it asks for. */
  readonly pattern?: RegExp;
  readonly type?: string;
}

/** An empty string counts as not given. */
export function text<Default extends string | undefined>(facts: TextFacts<Default>): Option<string, string | Default> {
  const { pattern = /^/, type = 'a string' } = facts;
  const isValid = (value: unknown) => typeof value === 'string' && pattern.test(value);
  const row = option<string, Default>({ type, isValid, variable: AS_IS }, facts);
  return {
    ...row,
    resolve: (value, label, problems) => row.resolve(value === '' ? undefined : value, label, problems),
  };
}

interface NumberFacts<Default> extends Facts<Default> {
  /** For example `milliseconds`. */
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: true;
  /** What `0` means; with it, `0` is allowed below `min`. */
  readonly zero?: string;
}

export function number<Default extends number | undefined>(
  facts: NumberFacts<Default>,
): Option<number, number | Default> {
  const { unit, min = 0, max = Infinity, whole = false, zero } = facts;
  const range = max === Infinity ? `${min} or more` : `${min} to ${max}`;
  const type = `a ${whole ? 'whole ' : ''}number of ${unit}, ${range}${zeroText(min, zero)}`;
  const isValid = (value: unknown) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return false;
    if (zero !== undefined && value === 0) return true;
    return value >= min && value <= max && (!whole || Number.isInteger(value));
  };
  return option<number, Default>({ type, isValid, variable: { parse: Number } }, facts);
}

function zeroText(min: number, zero: string | undefined): string {
  if (zero === undefined) return '';
  return min === 0 ? ` (0: ${zero})` : `, or 0 (${zero})`;
}

const FLAGS: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

export function flag(facts: Facts<boolean>): Option<boolean, boolean> {
  const isValid = (value: unknown) => typeof value === 'boolean';
  const variable = { format: 'true or false', parse: (word: string) => FLAGS[word] };
  return option<boolean, boolean>({ type: 'true or false', isValid, variable }, facts);
}

export function oneOf<const Name extends string>(names: readonly Name[], facts: Facts<Name>): Option<Name, Name> {
  const isValid = (value: unknown) => names.some((name) => name === value);
  // A word that is none of them is refused by the check.
  const variable = { parse: (word: string) => word as Name };
  return option<Name, Name>({ type: names.join(' or '), isValid, variable }, facts);
}

export function date(facts: Facts<undefined>): Option<CivilDate, CivilDate | undefined> {
  return option<CivilDate, undefined>(
    { type: 'a calendar date, yyyy-MM-dd', isValid: isCivilDate, variable: AS_IS },
    facts,
  );
}

const URL_TYPE = 'an absolute https URL (http only on a loopback host)';

export function usableUrl(value: unknown): URL | undefined {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname)) ? url : undefined;
}

export function url(facts: Facts<undefined>): Option<string, URL | undefined> {
  return {
    ...facts,
    type: URL_TYPE,
    variable: AS_IS,
    resolve: (value, label, problems) => {
      const found = usableUrl(value);
      if (value !== undefined && !found) problems.add(`${label} must be ${URL_TYPE}.`);
      return found;
    },
  };
}

/** To go on with until all problems are found. */
const ANY_URL = new URL('http://localhost');

export function requiredUrl(): Option<string, URL> {
  return {
    type: URL_TYPE,
    required: true,
    variable: AS_IS,
    resolve: (value, label, problems) => {
      const found = usableUrl(value);
      if (!found) problems.add(`${label} must be ${URL_TYPE}.`);
      return found ?? ANY_URL;
    },
  };
}

/** Options given as one object. */
export function group<Given, Members extends OptionTable>(members: Members): OptionGroup<Given, Members> {
  const type = `an object with ${Object.keys(members).join(', ')}`;
  return {
    type,
    members,
    resolve: (value, label, problems) => {
      const usable = typeof value === 'object' && value !== null && !Array.isArray(value);
      const given = usable ? (value as Record<string, unknown>) : {};
      if (value !== undefined && !usable) problems.add(`${label} must be ${type}.`);
      return resolveTable(members, given, problems, `${label}.`);
    },
  };
}
