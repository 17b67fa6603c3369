import type { FaultName } from './fault-names';

/** Which target, for how long …, as JSON. People are named by their position. */
export type FaultParameters = Readonly<Record<string, string | number | boolean>>;

/** A fault that a run will inject. */
export interface PlannedFault {
  /** Since the first fault could happen. */
  readonly atMs: number;
  readonly kind: FaultName;
  readonly parameters: FaultParameters;
}
