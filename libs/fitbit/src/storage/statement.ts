import type { EntityManager } from 'typeorm';

/** A statement of Postgres that is run with an object of parameters; `Result` is what the driver returns for it. */
export type Statement<Parameters extends object, Result> = (
  connection: Pick<EntityManager, 'query'>,
  parameters: Parameters,
) => Promise<Result>;

/** `:name`, but no `::type`. */
const NAME = /(?<!:):([a-z]\w*)/gi;

/**
 * Gives SQL named parameters: `:name` becomes `$1`, `$2`, …, the same number wherever a name is repeated. The text is
 * translated once, when the module loads.
 */
export function statement<Parameters extends object, Result>(sql: string): Statement<Parameters, Result> {
  const names = [...new Set([...sql.matchAll(NAME)].map(([, name = '']) => name))];
  const text = sql.replaceAll(NAME, (_, name: string) => `$${names.indexOf(name) + 1}`);
  return (connection, parameters) => {
    const given = new Map<string, unknown>(Object.entries(parameters));
    const values = names.map((name) => {
      if (!given.has(name)) throw new Error(`The statement has no value for its parameter :${name}.`);
      return given.get(name);
    });
    return connection.query<Result>(text, values);
  };
}
