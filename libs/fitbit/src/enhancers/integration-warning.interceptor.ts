import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import type { HttpRequest, HttpResponse } from '../host/http-exchange';
import { isIntegrated, RequestConnections } from './request-connections';
import { ResponseMessages } from './response-messages';
import { type WarningMessage, WarningTexts } from './warning-texts';

export const WARNING_METADATA = 'fitbit:integration-warning';
export interface WarningMetadata {
  readonly message: WarningMessage | undefined;
}

/** Adds the warning before the handler runs, so that a view rendered by the handler can show it. */
@Injectable()
export class IntegrationWarningInterceptor implements NestInterceptor {
  private readonly logger = new Logger('FitbitIntegrationWarning');
  private readonly seen = new WeakSet<HttpRequest>();

  constructor(
    private readonly connections: RequestConnections,
    private readonly messages: ResponseMessages,
    private readonly reflector: Reflector,
    private readonly texts: WarningTexts,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() === 'http') await this.warn(context);
    return next.handle();
  }

  /** Never throws: the handler must run even when the database is not available. */
  private async warn(context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    if (this.seen.has(request)) return; // both the controller and the handler are decorated
    this.seen.add(request);
    try {
      if (isIntegrated(await this.connections.find(request))) return;
      const text = await this.texts.textFor(request, this.messageOf(context));
      this.messages.add(context.switchToHttp().getResponse<HttpResponse>(), text);
    } catch (error) {
      this.logger.error(
        'Could not read the connection of the signed-in user; the integration warning is skipped for this request.',
        error instanceof Error ? error.stack : error,
      );
    }
  }

  private messageOf(context: ExecutionContext): WarningMessage | undefined {
    const places = [context.getHandler(), context.getClass()];
    const found = this.reflector.getAll<(WarningMetadata | undefined)[]>(WARNING_METADATA, places);
    return found.find((metadata) => metadata?.message !== undefined)?.message;
  }
}
