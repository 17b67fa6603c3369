export { APPLICATION_VARIABLES } from './application-variables';
export { ApplicationLogger } from './application-logger';
export { boot } from './boot';
export { connectFitbit } from './connect-fitbit';
export { ENVIRONMENT, readEnvironment, type Environment, type SampleEnvironment } from './environment';
export { EnvironmentModule } from './environment.module';
export { PlatformModule } from './platform.module';
export { EnvironmentError, type Variables } from './variables';
