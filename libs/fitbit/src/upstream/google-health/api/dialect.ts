import { ScopeMissingError, UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import { AnswerNode } from '../../http/answer-node';
import type { HttpAnswer } from '../../http/http-client';
import { parseJsonObject } from '../../http/json-text';
import { retryAfterMs } from '../../http/retry-after';
import type { QuotaReport } from '../../port/session';
import type { ApiDialect } from '../../shared/authorized-client';
import { interpretFailure } from './interpret-failure';

/** Google compresses only for clients that also say so here; a page of sleep stages shrinks to a twentieth. */
const HEADERS = { 'user-agent': 'nestjs-fitbit (gzip)' };

/** How the Google Health API answers. */
export const DIALECT: ApiDialect = {
  headers: HEADERS,
  parseAnswer,
  interpretFailure,
  isNotGranted: (failure, { status }) =>
    status === 403 && (failure instanceof ScopeMissingError || failure instanceof UpstreamUnavailableError),
  quotaReport,
};

/** No header reports the quota: only a refusal says something about it. */
function quotaReport({ status, headers }: HttpAnswer): QuotaReport | undefined {
  return status === 429 ? { refusedForMs: retryAfterMs(headers) } : undefined;
}

/** @throws UpstreamUnavailableError when a proxy or a front end answered with something else. */
export function parseAnswer({ body }: HttpAnswer): AnswerNode {
  const json = parseJsonObject(body);
  if (!json) throw new UpstreamUnavailableError('HTTP 200 without a JSON object');
  return new AnswerNode(json);
}
