import { Injectable, type PipeTransform } from '@nestjs/common';
import type { ConnectionSummary } from '../connection/connections.service';
import type { HttpRequest } from '../host/http-exchange';
import { RequestConnections } from './request-connections';

/** Hides the request from the host's global pipes, which would otherwise walk through, trim or copy all of it. */
export class OpaqueRequest {
  readonly #request: HttpRequest;

  constructor(request: HttpRequest) {
    this.#request = request;
  }

  reveal(): HttpRequest {
    return this.#request;
  }
}

/** A parameter decorator can inject nothing; its pipe can. */
@Injectable()
export class CurrentFitbitPipe implements PipeTransform<OpaqueRequest, Promise<ConnectionSummary | undefined>> {
  constructor(private readonly connections: RequestConnections) {}

  async transform(request: OpaqueRequest): Promise<ConnectionSummary | undefined> {
    return (await this.connections.find(request.reveal())).connection;
  }
}
