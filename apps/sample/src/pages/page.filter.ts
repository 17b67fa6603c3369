import { Catch, HttpException, HttpStatus, Logger, UnauthorizedException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { Request, Response } from 'express';
import { STATUS_CODES } from 'node:http';

/** Browsers get a page, with a link to sign in where needed. Other clients get Nest's own answer. */
@Catch()
export class PageFilter extends BaseExceptionFilter {
  private readonly log = new Logger(PageFilter.name);

  override catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const request = host.switchToHttp().getRequest<Request>();
    if (response.headersSent || request.accepts(['json', 'html']) !== 'html') return super.catch(error, host);

    const status = statusOf(error);
    if (error instanceof UnauthorizedException) {
      const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.originalUrl)}` : '';
      return response.redirect(303, `/sign-in${next}`);
    }
    if (status >= 500) this.log.error(error instanceof Error ? error.stack : String(error));
    const message = error instanceof HttpException ? error.message : 'Something went wrong on our side. Try again.';
    response.status(status).render('problem', { title: STATUS_CODES[status] ?? 'Problem', message });
  }
}

/** Express's own middleware throws errors that carry a `statusCode`. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : HttpStatus.INTERNAL_SERVER_ERROR;
}
