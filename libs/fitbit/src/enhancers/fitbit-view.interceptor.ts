import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { HttpRequest, HttpResponse } from '../host/http-exchange';
import { isIntegrated, RequestConnections } from './request-connections';
import { localsOf } from './view-locals';

/** The view local that {@link FitbitViewInterceptor} sets to `true` or `false`. */
export const INTEGRATED_LOCAL = 'isIntegratedWithFitbit';

/**
 * Sets the view local `isIntegratedWithFitbit` for a handler or controller, in every view engine
 * (`@UseInterceptors(FitbitViewInterceptor)`). The value is read before the handler runs.
 */
@Injectable()
export class FitbitViewInterceptor implements NestInterceptor {
  private readonly logger = new Logger(FitbitViewInterceptor.name);

  constructor(private readonly connections: RequestConnections) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() === 'http') {
      const http = context.switchToHttp();
      const locals = localsOf(http.getResponse<HttpResponse>());
      locals[INTEGRATED_LOCAL] = await this.look(http.getRequest<HttpRequest>());
    }
    return next.handle();
  }

  /** `false` when the connection cannot be read, because the page can be shown without it. */
  private async look(request: HttpRequest): Promise<boolean> {
    try {
      return isIntegrated(await this.connections.find(request));
    } catch (error) {
      this.logger.error(
        'Could not read the connection of the signed-in user; the view of this request shows the user as not integrated.',
        error instanceof Error ? error.stack : error,
      );
      return false;
    }
  }
}
