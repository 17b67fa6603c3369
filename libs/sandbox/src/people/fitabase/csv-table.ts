import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';

/** A folder that is unreadable or invalid. The message names the file and, if possible, line and column. */
export class FitabaseError extends Error {
  override readonly name = 'FitabaseError';
}

/** One row of a file, with its position for error messages. */
export class TableRow<Column extends string = string> {
  constructor(
    private readonly file: string,
    private readonly line: number,
    private readonly cells: Readonly<Record<string, string>>,
  ) {}

  text(column: Column): string {
    return (this.cells[column] ?? '').trim();
  }

  /** The error of a cell, or of the whole row. */
  fault(column: Column | undefined, complaint: string): FitabaseError {
    const place = column ? `line ${this.line}, column ${column}` : `line ${this.line}`;
    return new FitabaseError(`${this.file}, ${place}: ${complaint}`);
  }
}

/**
 * Reads one file of a folder.
 *
 * @returns `undefined` if the file does not exist
 * @throws FitabaseError if a column is missing or the text is not CSV
 */
export function readTable<Column extends string>(
  folder: string,
  file: string,
  columns: readonly Column[],
): TableRow<Column>[] | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  const records = parseText(file, readFileSync(path, 'utf8'), (header) => {
    const missing = columns.filter((column) => !header.includes(column));
    if (missing.length > 0) throw new FitabaseError(`${file}, line 1: column ${missing.join(', ')} is missing.`);
  });
  return records.map(({ record, info }) => new TableRow<Column>(file, info.lines, record));
}

interface Parsed {
  readonly record: Record<string, string>;
  readonly info: InfoRecord;
}

function parseText(file: string, text: string, checkHeader: (header: string[]) => void): Parsed[] {
  if (text.trim() === '')
    throw new FitabaseError(`${file}, line 1: the file is empty; it must begin with the column names.`);
  const columns = (header: string[]): string[] => {
    const names = header.map((name) => name.trim());
    checkHeader(names);
    return names;
  };
  try {
    return parse(text, { bom: true, columns, info: true, skip_empty_lines: true }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new FitabaseError(`${file}: ${error.message}.`, { cause: error });
  }
}
