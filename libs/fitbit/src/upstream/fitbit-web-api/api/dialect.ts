import { ScopeMissingError, UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import { AnswerNode } from '../../http/answer-node';
import type { HttpAnswer } from '../../http/http-client';
import type { ApiDialect } from '../../shared/authorized-client';
import { interpretFailure } from './interpret-failure';
import { quotaReport } from './rate-limit';

/**
 * `accept-language` selects units, not a language: `en_US` and `en_GB` have units of their own, every other locale is
 * metric (kilometres, metres, kilograms, millilitres). The user's own units have no influence. `METRIC` is not a locale,
 * so the header names one from the documentation.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/developer-guide/application-design/#Localization
 */
const HEADERS = { accept: 'application/json', 'accept-language': 'fr_FR' };

/** How the Fitbit Web API answers. */
export const DIALECT: ApiDialect = {
  headers: HEADERS,
  parseAnswer,
  interpretFailure,
  isNotGranted: (failure) => failure instanceof ScopeMissingError,
  quotaReport,
};

/** Some answers are lists. @throws UpstreamUnavailableError when a proxy or a front end answered with something else. */
export function parseAnswer({ body }: HttpAnswer): AnswerNode {
  try {
    return new AnswerNode(JSON.parse(body));
  } catch {
    throw new UpstreamUnavailableError('HTTP 200 without JSON');
  }
}
