import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Buffer } from 'node:buffer';
import type { HttpResponse } from '../host/http-exchange';
import { localsOf } from './view-locals';

/** Carries the integration warning to clients that render no view, percent-encoded for `decodeURIComponent`. */
export const FITBIT_WARNING_HEADER = 'X-Fitbit-Warning';

/**
 * Adds messages to a response without changing its body: to the list `messages` of its locals for views, and to a header
 * for other clients.
 */
@Injectable()
export class ResponseMessages {
  private readonly logger = new Logger('FitbitIntegrationWarning');

  constructor(private readonly host: HttpAdapterHost) {}

  add(response: HttpResponse, text: string): void {
    this.host.httpAdapter.setHeader(response, FITBIT_WARNING_HEADER, percentEncoded(text));
    const locals = localsOf(response);
    const { messages = [] } = locals;
    // Create a new list, because the host's list may be shared between requests.
    if (Array.isArray(messages)) locals.messages = [...(messages as unknown[]), text];
    else
      this.logger.warn('The view local "messages" is not a list; the integration warning is sent in the header only.');
  }
}

/** Replaces lone surrogates by U+FFFD, as other outputs do, because `encodeURIComponent` would throw. */
function percentEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
