import { DEFAULT_FITBIT_ACCESS_SWITCHES, type FitbitAccessSwitches } from './fitbit-access.switches';
import { DEFAULT_FITBIT_DATA_SWITCHES, type FitbitDataSwitches } from './fitbit-data.switches';
import { DEFAULT_FITBIT_OAUTH_SWITCHES, type FitbitOAuthSwitches } from './fitbit-oauth.switches';
import { DEFAULT_FITBIT_SUBSCRIPTION_SWITCHES, type FitbitSubscriptionSwitches } from './fitbit-subscriptions.switches';
import { DEFAULT_GOOGLE_HEALTH_SWITCHES, type GoogleHealthSwitches } from './google-health.switches';
import { DEFAULT_GOOGLE_OAUTH_SWITCHES, type GoogleOAuthSwitches } from './google-oauth.switches';
import { DEFAULT_GOOGLE_WEBHOOK_SWITCHES, type GoogleWebhookSwitches } from './google-webhooks.switches';
import { DEFAULT_NOTIFICATION_SWITCHES, type NotificationSwitches } from './notifications.switches';

/**
 * Switches for what is not certain about the real services, or what a test may want otherwise. "Documented" means the
 * service's own documentation, "measured" and "observed" what its clients saw; "unconfirmed" switches are assumptions.
 * Switches may be changed while the sandbox runs.
 */
export interface Switches
  extends
    GoogleOAuthSwitches,
    GoogleHealthSwitches,
    GoogleWebhookSwitches,
    NotificationSwitches,
    FitbitOAuthSwitches,
    FitbitAccessSwitches,
    FitbitDataSwitches,
    FitbitSubscriptionSwitches {}

/** What is documented or measured; the stricter reading where neither is known. */
export const DEFAULT_SWITCHES: Readonly<Switches> = {
  ...DEFAULT_GOOGLE_OAUTH_SWITCHES,
  ...DEFAULT_GOOGLE_HEALTH_SWITCHES,
  ...DEFAULT_GOOGLE_WEBHOOK_SWITCHES,
  ...DEFAULT_NOTIFICATION_SWITCHES,
  ...DEFAULT_FITBIT_OAUTH_SWITCHES,
  ...DEFAULT_FITBIT_ACCESS_SWITCHES,
  ...DEFAULT_FITBIT_DATA_SWITCHES,
  ...DEFAULT_FITBIT_SUBSCRIPTION_SWITCHES,
};

/** The texts that a switch accepts, in addition to values of its default's type. A switch of texts accepts no others. */
export const SWITCH_CHOICES: Readonly<Partial<Record<keyof Switches, readonly string[]>>> = {
  rollUpDefaultPageSize: ['range'],
  notificationSignature: ['good', 'wrong', 'unknown-key', 'none'],
  intervalMembers: ['both', 'civil', 'physical'],
  notificationAuthorization: ['secret', 'wrong', 'none'],
};
