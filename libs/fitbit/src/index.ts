export { FitbitModule } from './fitbit.module';
export type { EncryptionKey } from './options/encryption-keys';
export type { FitbitModuleOptions, FitbitUser } from './options/fitbit-module-options';
export type { FitbitModuleShape } from './options/fitbit-module-shape';
export type { GoogleOptions, GoogleServiceAccount } from './options/google-options';
export { type FitbitEnvironment, readFitbitEnvironment } from './options/read-fitbit-environment';
export { FitbitService } from './fitbit.service';
export type { ConnectionSummary } from './connection/connections.service';
export type { ErasureReceipt } from './connection/erasure.service';
export type { Series } from './data/series';
export { CurrentFitbit } from './enhancers/current-fitbit.decorator';
export { FitbitViewInterceptor } from './enhancers/fitbit-view.interceptor';
export { type HandlebarsRegistry, registerFitbitHelpers } from './enhancers/handlebars';
export { FitbitIntegrationWarning } from './enhancers/integration-warning.decorator';
export { IsIntegratedGuard, type RequireFitbitOptions } from './enhancers/is-integrated.guard';
export { type NotIntegratedBody, NotIntegratedException } from './enhancers/not-integrated.exception';
export { RequireFitbit } from './enhancers/require-fitbit.decorator';
export { FITBIT_WARNING_HEADER } from './enhancers/response-messages';
export type { WarningMessage } from './enhancers/warning-texts';
export * from './errors/fitbit.errors';
export {
  type ConfigurationAlarmEvent,
  type ConnectionStateEvent,
  type FitbitEvent,
  FitbitEvents,
} from './events/fitbit-events';
export { NotSignedInException } from './host/signed-in-users';
export { CATALOGUE, findResource, RESOURCE_NAMES } from './model/catalogue';
export type { CivilDate } from './model/civil-date';
export { Clock, SystemClock } from './model/clock';
export type { ConnectionState } from './model/connection';
export type { DataPoint } from './model/data-point';
export type { DateRange } from './model/date-range';
export type { FitbitErrorCode } from './model/error-code';
export type { FetchFailure, ImportBlock, ImportProgress, ResourceProgress, ResourceStatus } from './model/progress';
export { CATEGORIES, type Category, type Resource, type ResourceName, type Unit } from './model/resource';
export { UPSTREAM_NAMES, type UpstreamName } from './model/upstream-name';
export type { SweepIntervals, SweepName } from './options/sweep-intervals';
export type { ConnectionPage } from './storage/connection.repository';
export type { ErasedRows } from './storage/erasure.repository';
export type { StoredValue } from './storage/series.repository';
export { TimeSeriesData } from './storage/entities/time-series-data.entity';
export { UserFitbit } from './storage/entities/user-fitbit.entity';
export { FITBIT_ENTITIES, FITBIT_MIGRATIONS } from './storage/schema';
export type { Availability } from './upstream/fitbit-upstream';
export type { NotificationCounts } from './webhook/webhook.service';
