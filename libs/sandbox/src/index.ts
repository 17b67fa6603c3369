export { DEFAULT_SWITCHES, type Switches } from './switches';
export type { SyncManyResult, SyncManyRequest } from './world/sync-many';
export { ManualClock, SandboxClock } from './sandbox-clock';
export { CLIENT } from './oauth/client';
export { FITBIT_SCOPES } from './fitbit-web-api/oauth/fitbit-scopes';
export { HourlyQuota } from './fitbit-web-api/quota/hourly-quota';
export { signatureOf } from './fitbit-web-api/subscriptions/update-signature';
export type { Notification } from './fitbit-web-api/subscriptions/update-notification';
export { type FitbitSubscriber, SUBSCRIBER_ID, VERIFICATION_CODE } from './fitbit-web-api/subscriptions/subscriber';
export { PROJECT_NUMBER } from './google-health/errors/errors';
export type { WebhookNotification } from './google-health/webhooks/webhook-notification';
export type { WebhookKeyIds, WebhookKeys } from './google-health/webhooks/webhook-keys';
export type { ServiceAccountKey } from './google-health/oauth/service-account-key';
export { HEALTH_SCOPES } from './google-health/oauth/google-scopes';
export type { DeliveryAttempt } from './outbox/delivery-log';
export type { OutboxState } from './outbox/outbox';
export type { Notifications } from './outbox/notifications';
export type { SandboxOptions } from './options';
export type { Day, IsoDate, Movement, Person } from './people/person';
export { type Sandbox, startSandbox } from './sandbox';
export type { Fault } from './server/faults';
export type { RequestCount } from './server/request-log';
export {
  type Change,
  createWorld,
  type DataType,
  type EditRequest,
  FitabaseError,
  noonAfterData,
  type SyncRequest,
  type TruthPoint,
  type UpstreamId,
  type World,
  WorldError,
  type WorldOptions,
} from './world/world';
