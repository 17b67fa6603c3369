/**
 * Shape. Decides which classes exist, so it is given directly, never from a factory: in `forRootAsync` it stands beside
 * `useFactory`.
 */
export interface FitbitModuleShape {
  /** Whether this process serves the routes. @defaultValue `true` */
  http?: boolean;
  /** Whether this process works on the queues. @defaultValue `true` */
  workers?: boolean;
  /** The path below which the routes are served. @defaultValue `'fitbit'` */
  routePrefix?: string;
  /** The name of the host's TypeORM data source. @defaultValue `'default'` */
  dataSource?: string;
}

export const DEFAULT_SHAPE = {
  http: true,
  workers: true,
  routePrefix: 'fitbit',
  dataSource: 'default',
} satisfies Required<FitbitModuleShape>;

/** Names that Nest's module builder or the shape give a meaning. They are no options, but may stand beside them. */
export const SHAPE_NAMES: readonly string[] = [
  ...Object.keys(DEFAULT_SHAPE),
  'isGlobal',
  'imports',
  'inject',
  'useFactory',
  'useClass',
  'useExisting',
  'provideInjectionTokensFrom',
];
