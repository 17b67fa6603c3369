import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import {
  IntegrationWarningInterceptor,
  WARNING_METADATA,
  type WarningMetadata,
} from './integration-warning.interceptor';
import type { WarningMessage } from './warning-texts';

/**
 * Decorates a handler, or a controller with all its handlers. When the user is not integrated or not signed in, a message
 * is added to the response and the handler still runs. Views find the message in the list `messages` of the response's
 * locals, other clients in the header `X-Fitbit-Warning` (decode it with `decodeURIComponent`). The handler's own result
 * does not change.
 *
 * @param message text, or a function of the request, which may be asynchronous. A handler's message takes precedence over
 * its controller's.
 * @defaultValue the option `decoratorMessage`
 */
export function FitbitIntegrationWarning(message?: WarningMessage): MethodDecorator & ClassDecorator {
  const metadata: WarningMetadata = { message };
  return applyDecorators(SetMetadata(WARNING_METADATA, metadata), UseInterceptors(IntegrationWarningInterceptor));
}
