// Tells the sandbox where notifications go: to the sample, as an operator tells the real upstream.
import { ToolFailure } from '../support/failure.mjs';

/** Of the sandbox's only project. */
const PROJECT_NUMBER = '123456789012';

/**
 * The sample has to answer already: either upstream makes sure at once that the endpoint is ours.
 *
 * @param {object} facts
 * @param {string} facts.upstream
 * @param {string} facts.sandboxUrl
 * @param {Record<string, string>} facts.environment the sample's
 * @param {import('../support/children.mjs').Children} facts.children
 */
export async function sendNotificationsToSample({ upstream, sandboxUrl, environment, children }) {
  const registered =
    upstream === 'fitbit-web-api'
      ? await setSubscriber(sandboxUrl, environment)
      : await registerByCommand(sandboxUrl, environment, children);
  if (!registered) throw new ToolFailure('The sandbox refused to send notifications to the sample; see above.');
}

/** What the page of an application at dev.fitbit.com does. @param {string} sandboxUrl @param {Record<string, string>} environment */
async function setSubscriber(sandboxUrl, environment) {
  const response = await fetch(`${sandboxUrl}/_sandbox/subscriber`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      url: `${environment.FITBIT_PUBLIC_URL}/fitbit/update`,
      verificationCode: environment.FITBIT_VERIFICATION_CODE,
    }),
  });
  const { verified } = /** @type {{ verified?: boolean }} */ (await response.json());
  return verified === true;
}

/**
 * The command of docs/webhooks.md.
 *
 * @param {string} sandboxUrl @param {Record<string, string>} environment
 * @param {import('../support/children.mjs').Children} children
 */
async function registerByCommand(sandboxUrl, environment, children) {
  const key = await (await fetch(`${sandboxUrl}/_sandbox/service-account`)).text();
  const command = children.start('webhooks', 'dist/apps/cli/src/main.js', ['webhooks', 'register'], {
    ...environment,
    FITBIT_GOOGLE_SERVICE_ACCOUNT: key,
    FITBIT_GOOGLE_PROJECT_NUMBER: PROJECT_NUMBER,
  });
  return (await command.exited) === 0;
}
