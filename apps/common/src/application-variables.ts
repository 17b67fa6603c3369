interface ApplicationVariable {
  /** Heading in `.env.example`. */
  readonly section: 'servers' | 'sample' | 'module';
  /** One or more sentences for `.env.example` and `docs/options.md`. */
  readonly meaning: string;
  /** Shown in `.env.example`. */
  readonly example: string;
  /** Set in `.env.example`; otherwise the line is a comment. */
  readonly set?: true;
}

/** What the applications read besides the options of the module, and what `docker-compose.yml` reads. */
export const APPLICATION_VARIABLES = {
  DATABASE_URL: {
    section: 'servers',
    meaning: 'The Postgres database. `npm run demo` and `npm test` start their own when this is not set.',
    example: 'postgres://fitbit:change-me@localhost:5432/fitbit',
    set: true,
  },
  POSTGRES_PASSWORD: {
    section: 'servers',
    meaning:
      'The password that docker-compose.yml gives its Postgres and puts into `DATABASE_URL` itself; letters and digits only.',
    example: 'change-me',
    set: true,
  },
  REDIS_URL: {
    section: 'servers',
    meaning: 'The Redis server of the queues.',
    example: 'redis://localhost:6379',
    set: true,
  },
  REDIS_KEY_PREFIX: {
    section: 'servers',
    meaning: 'The prefix of every key in Redis, so that several installations can share one server. Default: `bull`.',
    example: '',
  },
  HOST: {
    section: 'sample',
    meaning: 'The address that the sample application listens on. Default: `127.0.0.1`.',
    example: '127.0.0.1',
  },
  PORT: {
    section: 'sample',
    meaning: 'The port that the sample application listens on. Default: the port of `FITBIT_PUBLIC_URL`, or 3000.',
    example: '3000',
    set: true,
  },
  SAMPLE_SESSION_SECRET: {
    section: 'sample',
    meaning:
      'Signs the session cookie (`openssl rand -base64 32`). Not set: a new secret at every start, which signs all users out.',
    example: '',
    set: true,
  },
  SAMPLE_USERS: {
    section: 'sample',
    meaning: 'How many local users the sign-in page offers. Default: 3.',
    example: '3',
  },
  FITBIT_PUBLIC_URL: {
    section: 'module',
    meaning: 'Where browsers reach the application, without a path.',
    example: 'http://127.0.0.1:3000',
    set: true,
  },
  FITBIT_CLOCK_OFFSET_MS: {
    section: 'module',
    meaning: 'Moves the clock, in milliseconds. Only for demonstrations with old data.',
    example: '0',
  },
} as const satisfies Readonly<Record<string, ApplicationVariable>>;

export type ApplicationVariableName = keyof typeof APPLICATION_VARIABLES;
