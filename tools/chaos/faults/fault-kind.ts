import type { UpstreamName } from 'nestjs-fitbit';
import type { ChaosRun } from '../chaos-run';
import type { Random } from '../random';
import type { FaultParameters } from './planned-fault';

/** What a kind of fault may depend on when it is planned: nothing that happens during the run. */
export interface PlanContext {
  readonly people: number;
  readonly upstream: UpstreamName;
}

/** A fault that was injected. */
export interface Fault {
  readonly description: string;
  /** Settles when the fault is repaired. What people do about it may take longer. */
  readonly repaired: Promise<void>;
}

/** A kind of fault: everything random about it is decided before the run, so that a run can be repeated. */
export interface FaultKind {
  readonly plan: (random: Random, context: PlanContext) => FaultParameters;
  /** Returns nothing when it is not possible now, for example because the process is down already. */
  readonly inject: (run: ChaosRun, parameters: FaultParameters) => Promise<Fault | undefined>;
}

interface TypedKind<P extends FaultParameters> {
  readonly plan: (random: Random, context: PlanContext) => P;
  readonly inject: (run: ChaosRun, parameters: P) => Promise<Fault | undefined> | Fault | undefined;
}

/** A kind whose parameters are known to it alone. */
export function kind<P extends FaultParameters>({ plan, inject }: TypedKind<P>): FaultKind {
  return { plan, inject: async (run, parameters) => inject(run, parameters as P) };
}

/** A fault that ends by itself. */
export function passing(description: string): Fault {
  return { description, repaired: Promise.resolve() };
}
