import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../host/http-exchange';
import { CurrentFitbitPipe, OpaqueRequest } from './current-fitbit.pipe';

const requestOf = createParamDecorator(
  (_: unknown, context: ExecutionContext) => new OpaqueRequest(context.switchToHttp().getRequest<HttpRequest>()),
);

/**
 * Injects the `ConnectionSummary` of the user who sent the request, in any state. `undefined` when the user has no
 * connection or is not signed in. Looked up once per request, and only for handlers that use it.
 */
export const CurrentFitbit = (): ParameterDecorator => requestOf(CurrentFitbitPipe);
