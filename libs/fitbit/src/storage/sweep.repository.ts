/** Who sweeps: the processes take turns. */
export abstract class SweepRepository {
  /** `true` for the one process that may sweep now: nobody did in the last `pauseMs`, by the database's clock. */
  abstract claim(name: string, pauseMs: number): Promise<boolean>;
}
