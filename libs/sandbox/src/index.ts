export { DEFAULT_BEHAVIOURS, type Behaviours } from './behaviours';
export { ManualClock, SandboxClock } from './clock';
export { CLIENT } from './oauth/client';
export { FITBIT_SCOPES } from './fitbit-web-api/oauth/scopes';
export { signatureOf } from './fitbit-web-api/subscriptions/signature';
export {
  SUBSCRIBER_ID,
  VERIFICATION_CODE,
  type Delivery,
  type Notification,
  type Subscriber,
} from './fitbit-web-api/subscriptions/subscriber';
export { HEALTH_SCOPES } from './google-oauth/scopes';
export type { SandboxOptions } from './options';
export type { CivilDate, Day, Movement, Person } from './people/person';
export { startSandbox, type Sandbox } from './sandbox';
export type { Fault } from './server/faults';
export type { RequestCount } from './server/request-log';
export {
  createWorld,
  FitabaseError,
  noonAfterData,
  WorldError,
  type Change,
  type DataType,
  type EditRequest,
  type SyncRequest,
  type TruthPoint,
  type UpstreamName,
  type World,
  type WorldOptions,
} from './world';
