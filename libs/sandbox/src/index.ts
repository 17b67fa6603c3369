export { DEFAULT_SWITCHES, type Switches } from './switches';
export type { Burst, BurstRequest } from './burst';
export { ManualClock, SandboxClock } from './clock';
export { CLIENT } from './oauth/client';
export { FITBIT_SCOPES } from './fitbit-web-api/oauth/scopes';
export { signatureOf } from './fitbit-web-api/subscriptions/signature';
export type { Notification } from './fitbit-web-api/subscriptions/notification';
export { SUBSCRIBER_ID, VERIFICATION_CODE, type Subscriber } from './fitbit-web-api/subscriptions/subscriber';
export { PROJECT_NUMBER } from './google-health/errors/errors';
export type { WebhookNotification } from './google-health/webhooks/notification';
export type { WebhookKeyIds, WebhookKeys } from './google-health/webhooks/webhook-keys';
export type { ServiceAccountKey } from './google-oauth/service-account';
export { HEALTH_SCOPES } from './google-oauth/scopes';
export type { Delivery } from './outbox/delivery-log';
export type { OutboxState } from './outbox/outbox';
export type { Notifications } from './outbox/notifications';
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
