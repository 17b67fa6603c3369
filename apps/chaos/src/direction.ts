import type { SandboxPerson } from './sandbox-control';
import type { Machinery } from './machinery';
import type { Member } from './member';
import type { Random } from './random';
import type { Witnesses } from './settle';

/** How a run goes, as the command line says. */
export interface Direction {
  readonly mode: 'chaos' | 'storm';
  readonly seed: number;
  readonly minutes: number;
  /** Of a storm, at least. */
  readonly notifications: number;
}

/** Everything a run has to do with. */
export interface Play extends Witnesses {
  readonly direction: Direction;
  readonly machinery: Machinery;
  readonly members: readonly Member[];
  readonly people: readonly SandboxPerson[];
  readonly random: Random;
  readonly now: () => Date;
  readonly print: (line: string) => void;
}
