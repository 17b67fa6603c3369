import type { Problems } from './checks';

const SHORTEST = 16;
/** What arrives in a header as it was sent: printable ASCII without blanks at the ends. */
const HEADER_VALUE = /^[!-~]([ -~]*[!-~])?$/;

/** Checks the secrets of the webhook. No message shows one. */
export function resolveWebhookSecrets(value: unknown, problems: Problems): readonly string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    problems.add('webhookSecrets must be a list of texts.');
    return [];
  }
  return (value as unknown[]).filter((secret, index): secret is string => {
    const usable = typeof secret === 'string' && secret.length >= SHORTEST && HEADER_VALUE.test(secret);
    if (!usable) problems.add(`webhookSecrets[${index}] must be ${SHORTEST} or more printable ASCII characters.`);
    return usable;
  });
}
