import type { DataSource } from 'typeorm';

/** What a piece of work cost. */
export interface Cost {
  readonly seconds: number;
  /** The most memory that the process used meanwhile, in MiB. */
  readonly peakMiB: number;
  /** Pages of 8 KiB that Postgres read for it, from its cache or from disk. */
  readonly buffers: number;
  /** What the work returned: how many things it found. */
  readonly found: number;
}

const SAMPLE_MS = 10;
/** The pool's size by default. */
const POOL = 10;

/** Nothing else may use the database meanwhile: the buffers are those of all its sessions. */
export async function measureCost(dataSource: DataSource, work: () => Promise<number>): Promise<Cost> {
  const before = await readBuffers(dataSource);
  let peak = process.memoryUsage.rss();
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);
  const startedAtMs = performance.now();
  try {
    const found = await work();
    const seconds = (performance.now() - startedAtMs) / 1000;
    peak = Math.max(peak, process.memoryUsage.rss());
    return { seconds, peakMiB: peak / 2 ** 20, buffers: (await readBuffers(dataSource)) - before, found };
  } finally {
    clearInterval(sampling);
  }
}

/** Sessions report what they have read once a second at most, unless they are told to. */
async function readBuffers(dataSource: DataSource): Promise<number> {
  const flush = 'SELECT pg_stat_force_next_flush(), pg_sleep(0.05)';
  await Promise.all(Array.from({ length: POOL }, () => dataSource.query<unknown>(flush)));
  const [row] = await dataSource.query<{ buffers: string }[]>(
    'SELECT blks_hit + blks_read AS buffers FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row?.buffers ?? 0);
}
