import { applyDecorators, SetMetadata, UseFilters, UseGuards } from '@nestjs/common';
import { IsIntegratedGuard, REQUIRE_METADATA, type RequireFitbitOptions } from './is-integrated.guard';
import { PageRedirectFilter } from './page-redirect';

/**
 * Decorates a handler, or a controller with all its handlers, with {@link IsIntegratedGuard}. A handler's options take
 * precedence over its controller's.
 */
export function RequireFitbit(options: RequireFitbitOptions = {}): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(REQUIRE_METADATA, options),
    UseGuards(IsIntegratedGuard),
    UseFilters(PageRedirectFilter),
  );
}
