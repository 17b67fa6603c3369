import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, HttpStatus } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { HttpResponse } from '../host/http-exchange';

/** Guards cannot send a response. They throw this, and {@link PageRedirectFilter} redirects the browser. */
export class PageRedirect extends HttpException {
  constructor(readonly url: string) {
    super('Found', HttpStatus.FOUND);
  }
}

@Catch(PageRedirect)
export class PageRedirectFilter implements ExceptionFilter<PageRedirect> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch({ url }: PageRedirect, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<HttpResponse>();
    this.host.httpAdapter.setHeader(response, 'Cache-Control', 'no-store');
    this.host.httpAdapter.redirect(response, HttpStatus.FOUND, url);
  }
}
