import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import {
  IntegrationWarningInterceptor,
  WARNING_METADATA,
  type WarningMetadata,
} from './integration-warning.interceptor';
import type { WarningMessage } from './warning-texts';

/**
 * For a handler, or a controller with all of its handlers: when the user of the request is not integrated, or nobody is
 * signed in, a message is added to the response, and the handler runs all the same. Views find it in the list
 * `messages` of the response's locals; other clients in the header `X-Fitbit-Warning` (`decodeURIComponent` reads it).
 * The handler's own result is never touched.
 *
 * @param message text, or a function of the request (may be asynchronous). A handler's goes before its controller's.
 * @defaultValue the option `decoratorMessage`
 */
export function FitbitIntegrationWarning(message?: WarningMessage): MethodDecorator & ClassDecorator {
  const metadata: WarningMetadata = { message };
  return applyDecorators(SetMetadata(WARNING_METADATA, metadata), UseInterceptors(IntegrationWarningInterceptor));
}
