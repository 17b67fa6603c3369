import type { DataPoint, FitbitService } from 'nestjs-fitbit';
import { encodePoints } from 'nestjs-fitbit/commands';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Counts the stored points of a user. With a directory, also writes them to `<personId>.csv` there. */
export async function exportPerson(
  fitbit: FitbitService,
  { userId, personId }: { userId: string; personId: string },
  directory: string | undefined,
): Promise<number> {
  let rows = 0;
  async function* counted(): AsyncGenerator<DataPoint> {
    for await (const point of fitbit.allPoints(userId)) {
      rows++;
      yield point;
    }
  }
  await pipeline(encodePoints(counted(), 'csv'), sinkFor(personId, directory));
  return rows;
}

function sinkFor(personId: string, directory: string | undefined): Writable {
  if (directory === undefined) return new Writable({ write: (_chunk, _encoding, done) => done() });
  return createWriteStream(path.join(directory, `${path.basename(personId)}.csv`), { mode: 0o600 });
}
