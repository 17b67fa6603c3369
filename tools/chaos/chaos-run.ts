import type { SandboxControl, SandboxPerson } from '../support/sandbox-control';
import type { History } from './history';
import type { HostApplication } from './host-application';
import type { ChaosOptions } from './options';
import type { Processes } from './processes';
import type { SimulatedUser } from './simulated-user';
import type { StoredData } from './stored-data';

/** What the parts of a run work with. */
export interface ChaosRun {
  readonly options: ChaosOptions;
  readonly processes: Processes;
  readonly sandbox: SandboxControl;
  readonly users: readonly SimulatedUser[];
  /** People whose account no user has connected. */
  readonly spares: SandboxPerson[];
  readonly stored: StoredData;
  readonly host: HostApplication;
  readonly history: History;
  /** Whether the module stores a resource in this run. */
  readonly isKept: (resource: string) => boolean;
  /** The clock of the sandbox, and of every process without a fault. */
  readonly now: () => Date;
  readonly print: (line: string) => void;
}
