import { ForbiddenException, HttpStatus } from '@nestjs/common';
import type { ConnectionState } from '../model/connection';

/** What a client of a guarded route is told. */
export interface NotIntegratedBody {
  readonly statusCode: HttpStatus.FORBIDDEN;
  readonly code: 'FITBIT_NOT_CONNECTED';
  readonly message: string;
  /** `null` when there is no connection; otherwise why the one there is cannot be used. */
  readonly state: Exclude<ConnectionState, 'active'> | null;
  /** Where a browser connects; takes `?next=` with a path to come back to. */
  readonly connectUrl: string;
}

const MESSAGES: Readonly<Record<NonNullable<NotIntegratedBody['state']>, string>> = {
  reauthorization_required: 'Your Fitbit connection has ended. Connect again.',
  revoked: 'Your Fitbit connection has ended. Connect again.',
  upstream_gone: 'Fitbit has moved. Connect again.',
};

/** 403: somebody is signed in, and has no active connection. */
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
