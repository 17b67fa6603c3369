import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Buffer } from 'node:buffer';
import type { HttpResponse } from '../host/http-exchange';
import { localsOf } from './view-locals';

/** Carries the integration warning to clients that read no page: percent-encoded UTF-8, for `decodeURIComponent`. */
export const FITBIT_WARNING_HEADER = 'X-Fitbit-Warning';

/**
 * Adds messages to a response without touching its body: to the list `messages` among its locals, where views find
 * them, and to a header, for everybody else.
 */
@Injectable()
export class ResponseMessages {
  private readonly logger = new Logger('FitbitIntegrationWarning');

  constructor(private readonly host: HttpAdapterHost) {}

  add(response: HttpResponse, text: string): void {
    this.host.httpAdapter.setHeader(response, FITBIT_WARNING_HEADER, percentEncoded(text));
    const locals = localsOf(response);
    const { messages = [] } = locals;
    // A new list: the host's may be shared between requests.
    if (Array.isArray(messages)) locals.messages = [...(messages as unknown[]), text];
    else this.logger.warn('The local "messages" is not a list, so the warning went into the header only.');
  }
}

/** A lone surrogate becomes U+FFFD, as in every other output; `encodeURIComponent` would throw. */
function percentEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
