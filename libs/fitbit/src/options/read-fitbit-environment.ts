import { type FitbitModuleOptions, OPTION_TABLE } from './fitbit-module-options';
import { type Leaf, leavesOf } from './option';
import { Problems } from './problems';

export interface FitbitEnvironment {
  /** What the variables say; usable when there are no `problems`. */
  readonly options: FitbitModuleOptions;
  /** One sentence for each variable that is missing or wrong. No sentence contains the value of a secret. */
  readonly problems: readonly string[];
}

/**
 * Reads the options from environment variables: `FITBIT_` and the name of the option, for example
 * `FITBIT_CONSUMER_KEY`, or `FITBIT_GOOGLE_WEBHOOK_URL` for `google.webhookUrl`. An empty variable counts as not set. The
 * options `user` and `clock` have no variable.
 *
 * @see docs/options.md for the names and formats of all variables
 */
export function readFitbitEnvironment(variables: Readonly<Record<string, string | undefined>>): FitbitEnvironment {
  const problems = new Problems();
  const options: Record<string, unknown> = {};
  for (const leaf of leavesOf(OPTION_TABLE)) {
    if (leaf.variable !== undefined) put(options, leaf.path, readLeaf(leaf, variables[leaf.variable], problems));
  }
  return { options: options as unknown as FitbitModuleOptions, problems: problems.found };
}

function readLeaf({ option, variable = '' }: Leaf, text: string | undefined, problems: Problems): unknown {
  const given = text?.trim() || undefined;
  const value = given === undefined ? undefined : option.variable?.parse(given);
  if (given !== undefined && value === undefined) {
    problems.add(`${variable} must be ${option.variable?.format ?? option.type}.`);
  } else {
    option.resolve(value, variable, problems);
  }
  return value;
}

function put(target: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[name] = value;
  else put((target[name] ??= {}) as Record<string, unknown>, rest, value);
}
