import { Command, CommandRunner, Option } from 'nest-commander';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { FitbitService } from '../fitbit.service';
import type { DataPoint } from '../model/data-point';
import { encodePoints, EXPORT_FORMATS, type ExportFormat } from './export-format';
import { CommandFailure, Terminal } from './terminal';

interface ExportOptions {
  readonly user?: string;
  readonly format?: string;
  readonly output?: string;
}

/** Writes all stored data of one user, who need not be connected. */
@Command({ name: 'export', description: 'write the stored data of a user' })
export class ExportCommand extends CommandRunner {
  constructor(
    private readonly fitbit: FitbitService,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--user <id>', description: "the user's id in the host application" })
  parseUser(value: string): string {
    return value;
  }

  @Option({ flags: '--format <format>', description: EXPORT_FORMATS.join(' or '), defaultValue: 'csv' })
  parseFormat(value: string): string {
    return value;
  }

  @Option({ flags: '--output <file>', description: 'write to this file instead of standard output' })
  parseOutput(value: string): string {
    return value;
  }

  /** Exit code 1 when the user is unknown, 2 without `--user` or for an unknown format. */
  override run(_arguments: string[], options: ExportOptions): Promise<void> {
    return this.terminal.runCommand(async () => {
      const { user } = options;
      if (!user) throw new CommandFailure('Name the user with --user ID.', 2);
      const format = formatOf(options.format ?? 'csv');
      const points = await this.pointsOf(user);
      const text = encodePoints(points, format);
      // The file contains health data, so only its owner may read it.
      if (options.output) await pipeline(text, createWriteStream(options.output, { mode: 0o600 }));
      else await pipeline(text, this.terminal.out, { end: false });
    });
  }

  /** Reads the first point before it writes, so that no empty file is created for an unknown user. */
  private async pointsOf(userId: string): Promise<AsyncIterable<DataPoint>> {
    const points = this.fitbit.allPoints(userId)[Symbol.asyncIterator]();
    const first = await points.next();
    if (first.done && !(await this.fitbit.connection(userId))) {
      throw new CommandFailure(`User "${userId}" has no connection and no stored data.`, 1);
    }
    return chain(first, points);
  }
}

async function* chain(first: IteratorResult<DataPoint>, rest: AsyncIterator<DataPoint>): AsyncGenerator<DataPoint> {
  try {
    for (let step = first; !step.done; step = await rest.next()) yield step.value;
  } finally {
    await rest.return?.();
  }
}

function formatOf(text: string): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (!format) throw new CommandFailure(`"${text}" is not a format. Use ${EXPORT_FORMATS.join(' or ')}.`, 2);
  return format;
}
