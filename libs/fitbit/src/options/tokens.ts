import { Inject } from '@nestjs/common';

/** The options as given; one reader. */
export const FITBIT_RAW_OPTIONS = Symbol('FITBIT_RAW_OPTIONS');
/** The options resolved: defaults applied, checked once. */
export const FITBIT_OPTIONS = Symbol('FITBIT_OPTIONS');
/** The host's TypeORM data source. */
export const FITBIT_DATA_SOURCE = Symbol('FITBIT_DATA_SOURCE');
/** The path below which the routes are served. */
export const ROUTE_PREFIX = Symbol('ROUTE_PREFIX');

export const InjectFitbitOptions = (): ParameterDecorator & PropertyDecorator => Inject(FITBIT_OPTIONS);
