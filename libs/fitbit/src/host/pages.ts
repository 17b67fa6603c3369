import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { HttpResponse } from './http-exchange';

/** Prevent caching, framing and content sniffing, and keep our URLs out of the `Referer` of the next page. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

const HTML_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/** Sends responses through the host's HTTP adapter, so that Express and Fastify need no separate code. */
@Injectable()
export class Pages {
  constructor(private readonly host: HttpAdapterHost) {}

  redirect(response: HttpResponse, url: string, status: 302 | 303 = 302): void {
    this.headers(response, PAGE_HEADERS);
    this.host.httpAdapter.redirect(response, status, url);
  }

  html(response: HttpResponse, text: string, status = 200): void {
    this.headers(response, {
      ...PAGE_HEADERS,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': HTML_POLICY,
    });
    this.host.httpAdapter.reply(response, text, status);
  }

  /** Renders one of the host's views with the host's view engine. */
  async view(response: HttpResponse, template: string, model: object, status = 200): Promise<void> {
    this.headers(response, PAGE_HEADERS);
    this.host.httpAdapter.status(response, status);
    // Fastify returns a promise, Express does not.
    await (this.host.httpAdapter.render(response, template, model) as unknown);
  }

  json(response: HttpResponse, status: number, body: object): void {
    this.headers(response, PAGE_HEADERS);
    this.host.httpAdapter.reply(response, body, status);
  }

  empty(response: HttpResponse, status: number): void {
    this.headers(response, { 'Cache-Control': 'no-store' });
    this.host.httpAdapter.reply(response, undefined, status);
  }

  header(response: HttpResponse, name: string, value: string): void {
    this.host.httpAdapter.setHeader(response, name, value);
  }

  private headers(response: HttpResponse, headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) this.header(response, name, value);
  }
}
