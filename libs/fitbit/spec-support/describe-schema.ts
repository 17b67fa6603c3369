import type { DataSource } from 'typeorm';

interface TableRow {
  readonly name: string;
  readonly columns: readonly string[];
  readonly constraints: readonly string[];
}

/**
 * The tables of the current schema as `CREATE` statements, written out from the catalogue. Names order the tables,
 * constraints and indexes, so the text is the same for the same schema on every supported version of PostgreSQL.
 */
export async function describeSchema(dataSource: DataSource): Promise<string> {
  const sequences = await dataSource.query<{ name: string }[]>(SEQUENCES);
  const tables = await dataSource.query<TableRow[]>(TABLES);
  const indexes = await dataSource.query<{ definition: string }[]>(INDEXES);
  return [
    ...sequences.map(({ name }) => `CREATE SEQUENCE ${name};\n`),
    ...tables.map(({ name, columns, constraints }) => {
      const lines = [...columns, ...constraints].map((line) => `  ${line}`);
      return `CREATE TABLE ${name} (\n${lines.join(',\n')}\n);\n`;
    }),
    indexes.map(({ definition }) => `${definition};\n`).join(''),
  ].join('\n');
}

/** `migrations` is TypeORM's own table. */
const OURS = "relnamespace = current_schema()::regnamespace AND relname <> 'migrations'";

const SEQUENCES = `
  SELECT relname AS name FROM pg_class
  WHERE relkind = 'S' AND ${OURS} AND relname <> 'migrations_id_seq'
  ORDER BY relname`;

const COLUMNS = `
  SELECT array_agg(
    concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || quote_ident(c.collname) END,
      CASE WHEN a.attgenerated = '' THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid, true)
        ELSE 'GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid, true) || ') STORED' END,
      CASE WHEN a.attnotnull THEN 'NOT NULL' END)
    ORDER BY a.attnum)
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_collation c ON c.oid = a.attcollation
  WHERE a.attrelid = pg_class.oid AND a.attnum > 0 AND NOT a.attisdropped`;

// From version 18 on PostgreSQL lists NOT NULL, type n, among the constraints.
const CONSTRAINTS = `
  SELECT coalesce(array_agg(
    'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid, true)
    ORDER BY array_position('{p,u,f,c,x}', contype::text), conname), '{}')
  FROM pg_constraint WHERE conrelid = pg_class.oid AND contype <> 'n'`;

const TABLES = `
  SELECT relname AS name, (${COLUMNS}) AS columns, (${CONSTRAINTS}) AS constraints
  FROM pg_class WHERE relkind IN ('r', 'p') AND ${OURS}
  ORDER BY relname`;

// A constraint's own index stands with the constraint.
const INDEXES = `
  SELECT pg_get_indexdef(indexrelid, 0, true) AS definition
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE ${OURS} AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    AND indrelid <> coalesce(to_regclass('migrations'), 0)
  ORDER BY relname`;
