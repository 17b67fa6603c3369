import { Injectable, type PipeTransform } from '@nestjs/common';
import type { ConnectionSummary } from '../connection/connections.service';
import type { HttpRequest } from '../host/http-exchange';
import { RequestConnections } from './request-connections';

/** Hides the request from the host's global pipes, which could otherwise traverse, trim or copy it. */
export class OpaqueRequest {
  readonly #request: HttpRequest;

  constructor(request: HttpRequest) {
    this.#request = request;
  }

  reveal(): HttpRequest {
    return this.#request;
  }
}

/** Parameter decorators cannot inject providers, but their pipes can. */
@Injectable()
export class CurrentFitbitPipe implements PipeTransform<OpaqueRequest, Promise<ConnectionSummary | undefined>> {
  constructor(private readonly connections: RequestConnections) {}

  async transform(request: OpaqueRequest): Promise<ConnectionSummary | undefined> {
    return (await this.connections.find(request.reveal())).connection;
  }
}
