import { stringify } from 'csv-stringify';
import { Readable, Transform } from 'node:stream';
import type { DataPoint } from '../model/data-point';

/** The values of `--format`: `csv` with a header line, `json` as one array. */
export const EXPORT_FORMATS = ['csv', 'json'] as const;
/** One of {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const COLUMNS = ['resource', 'date', 'value'];

/** Streams the points as text, so that an export of any size needs little memory. */
export function encodePoints(points: AsyncIterable<DataPoint>, format: ExportFormat): Readable {
  const rows = Readable.from(points);
  const text = format === 'csv' ? stringify({ header: true, columns: COLUMNS }) : jsonArray();
  rows.once('error', (error) => text.destroy(error));
  text.once('close', () => rows.destroy());
  return rows.pipe(text);
}

/** One array, with one element per line. */
function jsonArray(): Transform {
  let lines = 0;
  return new Transform({
    writableObjectMode: true,
    transform: ({ resource, date, value }: DataPoint, _encoding, done) => {
      done(null, `${lines++ === 0 ? '[' : ','}\n${JSON.stringify({ resource, date, value })}`);
    },
    flush: (done) => done(null, lines === 0 ? '[]\n' : '\n]\n'),
  });
}
