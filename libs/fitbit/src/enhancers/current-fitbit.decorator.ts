import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../host/http-exchange';
import { CurrentFitbitPipe, OpaqueRequest } from './current-fitbit.pipe';

const requestOf = createParamDecorator(
  (_: unknown, context: ExecutionContext) => new OpaqueRequest(context.switchToHttp().getRequest<HttpRequest>()),
);

/**
 * Gives a handler the `ConnectionSummary` of the user who sent the request, in whatever state it is; `undefined`
 * without a connection, or when nobody is signed in. Looked up only for handlers that ask, once per request.
 */
export const CurrentFitbit = (): ParameterDecorator => requestOf(CurrentFitbitPipe);
