import { DEFAULT_SWITCHES, type Switches } from './switches';
import { SandboxClock } from './sandbox-clock';
import { ObservedWorld } from './world/observed-world';
import { createWorld, noonAfterData, type World } from './world/world';

/** How a sandbox is set up. Everything may be left away. */
export interface SandboxOptions {
  /**
   * `0` takes any free port.
   * @defaultValue `0`
   */
  readonly port?: number;
  /** @defaultValue `'127.0.0.1'` */
  readonly host?: string;
  /**
   * How many people are made up. Without effect when `dataDir` or `world` is given.
   * @defaultValue `20`
   */
  readonly people?: number;
  /**
   * The same seed gives the same people.
   * @defaultValue `7`
   */
  readonly seed?: number;
  /**
   * How long ago the people joined.
   * @defaultValue `3`
   */
  readonly years?: number;
  /** A folder in the Fitabase CSV format, whose people are used instead. */
  readonly dataDir?: string;
  /** People made elsewhere. */
  readonly world?: World;
  /** Where the clock starts: the wall clock's time when absent, with `dataDir` noon of the day after its last date. */
  readonly now?: Date;
  /** A clock shared with others, instead of `now`. */
  readonly clock?: SandboxClock;
  /**
   * Counts requests against the quotas of the real service.
   * @defaultValue `true`
   */
  readonly quota?: boolean;
  /**
   * The Fitbit Web API has been turned down: all of its routes answer 410.
   * @defaultValue `false`
   */
  readonly gone?: boolean;
  /**
   * Every person's device syncs once in so many seconds of real time, one after the other; by itself never, when absent.
   */
  readonly syncEverySeconds?: number;
  readonly switches?: Partial<Switches>;
  /** Told what went wrong inside the sandbox; prints it by default. */
  readonly onError?: (error: unknown) => void;
}

/** Options with every default applied. */
export interface SandboxSetup {
  readonly port: number;
  readonly host: string;
  readonly world: ObservedWorld;
  readonly clock: SandboxClock;
  readonly quota: boolean;
  readonly switches: Switches;
  readonly syncEverySeconds: number | undefined;
  readonly onError: (error: unknown) => void;
}

/** @throws RangeError for options that cannot be; FitabaseError for a folder that cannot be read */
export function resolveOptions(options: SandboxOptions): SandboxSetup {
  const { port = 0, host = '127.0.0.1', people = 20, seed = 7, years = 3, dataDir, now, quota = true } = options;
  wholeNumber('port', port, 0, 65_535);
  wholeNumber('people', people, 1, 100_000);
  wholeNumber('years', years, 1, 20);
  wholeNumber('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (options.syncEverySeconds !== undefined) wholeNumber('syncEverySeconds', options.syncEverySeconds, 1, 86_400);
  if (now && options.clock) throw new RangeError('Give either now or clock.');
  const clock = options.clock ?? new SandboxClock(now ?? (dataDir ? noonAfterData(dataDir) : undefined));
  return {
    port,
    host,
    clock,
    quota,
    syncEverySeconds: options.syncEverySeconds,
    world: new ObservedWorld(options.world ?? createWorld({ people, seed, years, dataDir, clock })),
    switches: {
      ...DEFAULT_SWITCHES,
      ...(options.gone === undefined ? {} : { gone: options.gone }),
      ...options.switches,
    },
    onError: options.onError ?? ((error) => console.error(error)),
  };
}

function wholeNumber(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${name} must be a whole number from ${min} to ${max}.`);
}
