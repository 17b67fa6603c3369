import type { Queue, QueueOptions } from 'bull';
import type { SharedClock } from '../../model/shared-clock';

/** What must be added to the machine's clock, in milliseconds. */
export type ClockOffset = Pick<SharedClock, 'offsetMs'>;

/** As of Bull 4. Its times are whole milliseconds, and have twelve more bits for the order of jobs. */
interface BullInternals {
  readonly client: { updateDelaySet(keysAndArguments: readonly (string | number)[]): Promise<string | null> };
  readonly token: string;
  readonly closing?: Promise<void>;
  settings: NonNullable<QueueOptions['settings']> & { readonly guardInterval: number };
  delayTimer?: NodeJS.Timeout;
  delayedTimestamp: number;
  updateDelayTimer(): Promise<void>;
}
const TIMESTAMP_UNIT = 2 ** 12;
const KEYS = ['delayed', 'active', 'wait', 'priority', 'paused', 'meta-paused'];
/** Tells Bull not to run a job again. */
const NEVER = -1;

/**
 * Makes this queue object delay jobs by the time that all processes share.
 *
 * Bull stores when a delayed job is due by the clock of the machine that adds it, and compares that with the clocks of
 * those that have workers. A machine three hours ahead would park its jobs for three hours, under ids that nothing else can
 * use, and start those of all others at once. While this machine's clock is right, everything is left to Bull.
 */
export function delayBySharedClock(queue: Queue, clock: ClockOffset): void {
  const bull = queue as unknown as BullInternals;
  const updateByMachine = bull.updateDelayTimer.bind(bull);
  bull.updateDelayTimer = () => (clock.offsetMs === 0 ? updateByMachine() : startDueJobs(queue, bull, clock));
  bull.settings = { ...bull.settings, backoffStrategies: correctedStrategies(bull, clock) };
}

/** The `timestamp` of a new job, from which Bull counts its delay. */
export function addedAt({ offsetMs }: ClockOffset): { readonly timestamp?: number } {
  return offsetMs === 0 ? {} : { timestamp: Date.now() + offsetMs };
}

/** What Bull's own method does: moves the due jobs, and comes back when the next one is. Never throws. */
async function startDueJobs(queue: Queue, bull: BullInternals, clock: ClockOffset): Promise<void> {
  if (bull.closing) return;
  let pauseMs = bull.settings.guardInterval;
  try {
    const keys = KEYS.map((name) => queue.toKey(name));
    const next = await bull.client.updateDelaySet([...keys, queue.toKey(''), Date.now() + clock.offsetMs, bull.token]);
    bull.delayedTimestamp = next === null ? Number.MAX_VALUE : Number(next) / TIMESTAMP_UNIT;
    pauseMs = Math.min(pauseMs, Math.max(0, bull.delayedTimestamp - Date.now() - clock.offsetMs));
  } catch {
    // Redis is away, which Bull reports itself.
  }
  clearTimeout(bull.delayTimer);
  // `closing` is set while Redis answers.
  if (!(bull as Pick<BullInternals, 'closing'>).closing) {
    bull.delayTimer = setTimeout(() => void bull.updateDelayTimer(), pauseMs);
  }
}

/** Bull adds what a strategy returns to the machine's clock. */
function correctedStrategies({ settings }: BullInternals, clock: ClockOffset) {
  const strategies = Object.entries(settings.backoffStrategies ?? {});
  return Object.fromEntries(
    strategies.map(([name, strategy]) => [
      name,
      (...given: Parameters<typeof strategy>) => {
        const delayMs = strategy(...given);
        if (delayMs === NEVER || clock.offsetMs === 0) return delayMs;
        // Neither 0 nor -1, which have a meaning of their own.
        return Math.abs(delayMs + clock.offsetMs) <= 1 ? 2 : delayMs + clock.offsetMs;
      },
    ]),
  );
}
