import type { Problems } from './problems';

/** One row of a table of options. The option's name is the row's key, its meaning is the TSDoc of the typed interface. */
export interface Option<Given, Resolved> {
  /** What the option takes, as a noun phrase: "must be …" in errors, the column "type" in docs/options.md. */
  readonly type: string;
  readonly required?: true;
  /** The value to work with when the option is not given. */
  readonly default?: Resolved;
  /** A value for `.env.example` when there is no default to show. */
  readonly example?: string;
  /** Checks a value and applies the default. `label` names the option, or the environment variable that it came from. */
  readonly resolve: (value: unknown, label: string, problems: Problems) => Resolved;
  /** How an environment variable carries the option. Absent for options that only code can give. */
  readonly variable?: VariableFormat<Given>;
}

export interface VariableFormat<Given> {
  /** Where the text differs from the value itself, for example `JSON`. */
  readonly format?: string;
  /** Returns `undefined` for text that is not in the format; {@link Option.resolve} checks the value. */
  readonly parse: (text: string) => Given | undefined;
}

/** Options that belong together and are given as one object. */
export interface OptionGroup<Given, Members extends OptionTable> extends Option<Given, ResolvedTable<Members>> {
  readonly members: Members;
}

export type OptionTable = Readonly<Record<string, Option<unknown, unknown>>>;

/** Requires one row for each option of an interface, of the option's own type. */
export type TableFor<Options> = {
  readonly [Name in keyof Required<Options>]: Option<Options[Name], unknown>;
};

export type ResolvedTable<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<unknown, infer Resolved> ? Resolved : never;
};

/** A row that is no group, with its full name and its environment variable. */
export interface Leaf {
  /** For example `google.webhookUrl`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly option: Option<unknown, unknown>;
  /** For example `FITBIT_GOOGLE_WEBHOOK_URL`; `undefined` for options that only code can give. */
  readonly variable: string | undefined;
}

export function isGroup(option: Option<unknown, unknown>): option is OptionGroup<unknown, OptionTable> {
  return 'members' in option;
}

/** All options of a table; those of a group follow one another. */
export function leavesOf(table: OptionTable, above: readonly string[] = []): Leaf[] {
  return Object.entries(table).flatMap(([key, option]) => {
    const path = [...above, key];
    if (isGroup(option)) return leavesOf(option.members, path);
    return [{ name: path.join('.'), path, option, variable: option.variable && variableOf(path) }];
  });
}

function variableOf(path: readonly string[]): string {
  const words = path.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
  return ['FITBIT', ...words].join('_');
}

export function resolveTable<Table extends OptionTable>(
  table: Table,
  given: Readonly<Record<string, unknown>>,
  problems: Problems,
  prefix = '',
): ResolvedTable<Table> {
  const rows = Object.entries(table).map(([name, option]) => {
    return [name, option.resolve(given[name], `${prefix}${name}`, problems)] as const;
  });
  return Object.fromEntries(rows) as ResolvedTable<Table>;
}
