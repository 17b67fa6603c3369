import { ForbiddenException, HttpStatus } from '@nestjs/common';
import type { ConnectionState } from '../model/connection';

/** The body of the 403 response of a guarded route. */
export interface NotIntegratedBody {
  readonly statusCode: HttpStatus.FORBIDDEN;
  readonly code: 'FITBIT_NOT_CONNECTED';
  readonly message: string;
  /** `null` when there is no connection, otherwise the state that makes it unusable. */
  readonly state: Exclude<ConnectionState, 'active'> | null;
  /** The URL where a browser connects. `?next=` takes the path to return to. */
  readonly connectUrl: string;
}

const MESSAGES: Readonly<Record<NonNullable<NotIntegratedBody['state']>, string>> = {
  reauthorization_required: 'Your Fitbit connection has ended. Connect again.',
  revoked: 'Your Fitbit connection has ended. Connect again.',
  upstream_gone: 'Fitbit has moved. Connect again.',
};

/** 403: the signed-in user has no active connection. */
export class NotIntegratedException extends ForbiddenException {
  constructor(
    readonly connectUrl: string,
    readonly state: NotIntegratedBody['state'],
  ) {
    const message = state === null ? 'Connect your Fitbit first.' : MESSAGES[state];
    const body: NotIntegratedBody = {
      statusCode: HttpStatus.FORBIDDEN,
      code: 'FITBIT_NOT_CONNECTED',
      message,
      state,
      connectUrl,
    };
    super(body);
  }
}
