import type { UpstreamName } from 'nestjs-fitbit';
import type { Children } from '../support/children';
import { ToolFailure } from '../support/failure';
import { GOOGLE_PROJECT_NUMBER } from '../support/google-subscriber';
import type { SandboxControl } from '../support/sandbox-control';
import type { DemoEnvironment } from './environment';

interface NotificationSetup {
  readonly upstream: UpstreamName;
  readonly sandbox: SandboxControl;
  /** Of the sample application. */
  readonly environment: DemoEnvironment;
  readonly children: Children;
}

/**
 * Makes the sample application the endpoint for notifications, as an operator does at the real upstream. The sample has
 * to run already: both upstreams verify the endpoint at once.
 */
export async function sendNotificationsToSample(setup: NotificationSetup): Promise<void> {
  if (setup.upstream === 'google-health') return registerByCommand(setup);
  const { FITBIT_PUBLIC_URL, FITBIT_VERIFICATION_CODE } = setup.environment;
  await setup.sandbox.setSubscriber(`${FITBIT_PUBLIC_URL}/fitbit/update`, FITBIT_VERIFICATION_CODE);
}

/** Runs the command of docs/webhooks.md. */
async function registerByCommand({ sandbox, environment, children }: NotificationSetup): Promise<void> {
  const command = children.start('webhooks', 'apps/cli/src/main', ['webhooks', 'register'], {
    ...environment,
    FITBIT_GOOGLE_SERVICE_ACCOUNT: JSON.stringify(await sandbox.serviceAccountKey()),
    FITBIT_GOOGLE_PROJECT_NUMBER: GOOGLE_PROJECT_NUMBER,
  });
  if ((await command.exited) !== 0) {
    throw new ToolFailure('The sandbox refused to send notifications to the sample; see above.');
  }
}
