import type { SandboxControl } from '../support/sandbox-control';
import type { ImportProgressReader } from './import-progress';
import type { ChaosOptions } from './options';
import type { Processes } from './processes';
import type { Random } from './random';
import type { SimulatedUser } from './simulated-user';
import type { StoredData } from './stored-data';

/** What the parts of a run work with. */
export interface ChaosRun {
  readonly options: ChaosOptions;
  readonly processes: Processes;
  readonly sandbox: SandboxControl;
  readonly users: readonly SimulatedUser[];
  readonly stored: StoredData;
  readonly progress: ImportProgressReader;
  readonly random: Random;
  readonly now: () => Date;
  readonly print: (line: string) => void;
}
