import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { HttpRequest, HttpResponse } from '../host/http-exchange';
import { isIntegrated, RequestConnections } from './request-connections';
import { localsOf } from './view-locals';

/** The local that views read; `true` or `false` wherever {@link FitbitViewInterceptor} stands. */
export const INTEGRATED_LOCAL = 'isIntegratedWithFitbit';

/**
 * Tells the views of a handler or controller whether the user is integrated: the local `isIntegratedWithFitbit`, in
 * every view engine (`@UseInterceptors(FitbitViewInterceptor)`). It is as it was when the handler began.
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

  /** A page that can do without the answer is shown without it. */
  private async look(request: HttpRequest): Promise<boolean> {
    try {
      return isIntegrated(await this.connections.find(request));
    } catch (error) {
      this.logger.error('Nobody knows whether the user is integrated.', error instanceof Error ? error.stack : error);
      return false;
    }
  }
}
