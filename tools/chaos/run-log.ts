import fs from 'node:fs';
import type { UpstreamName } from 'nestjs-fitbit';
import { ToolFailure } from '../support/failure';
import { FAULT_NAMES, type FaultName } from './faults/fault-names';
import type { PlannedFault } from './faults/planned-fault';

/** What decides a run, as the first line of its log. */
export interface RecordedOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly people: number;
  /** Accounts of the upstream that no user has connected at first. */
  readonly spares: number;
  readonly upstream: UpstreamName;
  /** Whether the upstream limits requests. */
  readonly quota: boolean;
  readonly faults: readonly FaultName[];
  /** The default of the Postgres server. */
  readonly synchronousCommit: 'on' | 'off';
}

/** A run that is to be repeated. */
export interface RecordedRun {
  readonly options: RecordedOptions;
  readonly schedule: readonly PlannedFault[];
}

/**
 * The log of a run, a line of JSON each: its options, then the faults that are planned, then what happened. The first two
 * are all that {@link readRunLog} needs.
 */
export class RunLog {
  constructor(
    private readonly file: string,
    { options, schedule }: RecordedRun,
  ) {
    const { seed, minutes, people, spares, upstream, quota, faults, synchronousCommit } = options;
    const recorded: RecordedOptions = { seed, minutes, people, spares, upstream, quota, faults, synchronousCommit };
    const lines = [{ options: recorded }, ...schedule.map((planned) => ({ planned }))];
    fs.writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  add(seconds: number, happened: string): void {
    fs.appendFileSync(this.file, `${JSON.stringify({ seconds: Number(seconds.toFixed(1)), happened })}\n`);
  }
}

/** Reads what {@link RunLog} wrote. @throws ToolFailure for a file that is no log of a run. */
export function readRunLog(file: string): RecordedRun {
  try {
    const lines = fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { options?: RecordedOptions; planned?: PlannedFault });
    const options = lines.at(0)?.options;
    const schedule = lines.flatMap(({ planned }) => planned ?? []);
    if (!options || !schedule.every(({ kind }) => FAULT_NAMES.includes(kind))) throw new Error('it has no options');
    return { options, schedule };
  } catch (error) {
    throw new ToolFailure(`${file} is no log of a chaos run: ${(error as Error).message}`);
  }
}
