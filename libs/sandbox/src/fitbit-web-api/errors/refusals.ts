import type { ErrorAnswer } from '../../server/upstream-server';
import {
  expiredToken,
  insufficientScope,
  invalidClient,
  invalidGrant,
  invalidToken,
  notAuthorized,
  readOnlyClient,
} from './errors';

/** Error answers that concern a token, a grant or the application, by the names that faults use for them. */
export const REFUSALS: Readonly<Record<string, ErrorAnswer>> = {
  expired_token: expiredToken('0'),
  invalid_token: invalidToken('0'),
  invalid_grant: invalidGrant('Refresh token invalid: 0'),
  invalid_client: invalidClient(),
  insufficient_scope: insufficientScope('activity'),
  insufficient_permissions: notAuthorized(),
  read_only_client: readOnlyClient(),
};
