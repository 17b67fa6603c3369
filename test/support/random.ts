import fc from 'fast-check';

/** Of all random cases of one run; `FC_SEED` repeats a run. */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
let printed = false;

/** Tries a property on random cases. The seed is printed, and with a failure the path to its smallest case. */
export function holds<T>(numRuns: number, property: fc.IProperty<T>): void {
  announce();
  fc.assert(property, { seed, numRuns });
}

/** As {@link holds}, for a property that waits. */
export function holdsAsync<T>(numRuns: number, property: fc.IAsyncProperty<T>): Promise<void> {
  announce();
  return fc.assert(property, { seed, numRuns });
}

function announce(): void {
  if (!printed) process.stdout.write(`random cases of ${expect.getState().testPath ?? ''}: FC_SEED=${seed}\n`);
  printed = true;
}
