import { DEFAULT_SWITCHES, type Switches } from './switches';
import { SandboxClock } from './sandbox-clock';
import { ObservedWorld } from './world/observed-world';
import { createWorld, noonAfterData, type World } from './world/world';

/** The options of a sandbox. All of them are optional. */
export interface SandboxOptions {
  /**
   * The port to listen on; `0` selects a free one.
   * @defaultValue `0`
   */
  readonly port?: number;
  /** @defaultValue `'127.0.0.1'` */
  readonly host?: string;
  /**
   * The number of generated people. Has no effect together with `dataDir` or `world`.
   * @defaultValue `20`
   */
  readonly people?: number;
  /**
   * The seed of the generated people. The same seed generates the same people.
   * @defaultValue `7`
   */
  readonly seed?: number;
  /**
   * How many years ago the generated people joined.
   * @defaultValue `3`
   */
  readonly years?: number;
  /** A folder in the Fitabase CSV format. Its people replace the generated ones. */
  readonly dataDir?: string;
  /** A world to use instead of creating one. */
  readonly world?: World;
  /**
   * The start of the sandbox's clock. The default is the current time; with `dataDir` it is noon of the day after the
   * last date.
   */
  readonly now?: Date;
  /** A clock shared with others, instead of `now`. */
  readonly clock?: SandboxClock;
  /**
   * Whether requests count against the quotas of the real services.
   * @defaultValue `true`
   */
  readonly quota?: boolean;
  /**
   * Whether the Fitbit Web API has been shut down. All of its routes answer 410 then.
   * @defaultValue `false`
   */
  readonly gone?: boolean;
  /**
   * How often each person's device syncs, in seconds of real time; the people take turns. By default, devices never
   * sync by themselves.
   */
  readonly syncEverySeconds?: number;
  readonly switches?: Partial<Switches>;
  /** Called with errors inside the sandbox; prints them by default. */
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

/** @throws RangeError for invalid options; FitabaseError for an unreadable folder */
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
