import { UpstreamUnavailableError } from '../../errors/fitbit.errors';

/**
 * HTTP 410 from an upstream that is turned down one day. One such answer may come from a proxy or a single route, so by
 * itself it counts as temporary. `tokens/` decides when the upstream is gone.
 */
export class GoneAnswerError extends UpstreamUnavailableError {
  constructor(options?: ErrorOptions) {
    super('HTTP 410', options);
  }
}
