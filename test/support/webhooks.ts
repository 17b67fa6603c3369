import type { Sandbox } from 'nestjs-fitbit-sandbox';
import { RESOURCE_NAMES, type UpstreamName } from 'nestjs-fitbit';
import { announcedTypes } from './internals';
import type { HostApp } from './host-app';
import { registerSubscriber } from '../../tools/support/google-subscriber';
import { SandboxControl } from '../../tools/support/sandbox-control';

export const WEBHOOK_SECRET = 'Bearer a-secret-of-the-test';
const VERIFICATION_CODE = 'c0de'.repeat(16);

/** What a host needs to be notified. */
export const WEBHOOK_OPTIONS = {
  google: { webhookSecrets: [WEBHOOK_SECRET] },
  verificationCode: VERIFICATION_CODE,
  subscriberId: '1',
};

/** Makes the host the application's endpoint for notifications, in place of an earlier one. */
export async function sendNotificationsTo(
  host: Pick<HostApp, 'url'>,
  sandbox: Sandbox,
  upstream: UpstreamName,
): Promise<void> {
  const control = new SandboxControl(sandbox);
  if (upstream === 'fitbit-web-api') {
    return control.setSubscriber(`${host.url}/fitbit/update`, VERIFICATION_CODE);
  }
  await registerSubscriber(control, {
    endpointUrl: `${host.url}/fitbit/webhook`,
    dataTypes: announcedTypes(RESOURCE_NAMES),
    secret: WEBHOOK_SECRET,
  });
}
