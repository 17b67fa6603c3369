import { RequestRefusedError } from '../../errors/fitbit.errors';
import type { CivilDate } from '../../model/civil-date';
import type { DataPoint } from '../../model/data-point';
import type { Grant } from '../../model/grant';
import type { ResourceName } from '../../model/resource';
import {
  FitbitUpstream,
  type AuthorizationRequest,
  type Availability,
  type CodeExchange,
  type PlannedRequest,
  type UpstreamSession,
} from '../fitbit-upstream';

/** A way to read that an adapter knows: what it serves, and the scope it needs. */
export interface EndpointInTable {
  readonly scope: string;
  readonly resources: readonly ResourceName[];
}

/** All of them. */
export interface EndpointTable<E extends EndpointInTable> {
  endpointByKey(key: string): E | undefined;
  /** `undefined` for a series that the upstream does not have. */
  endpointFor(resource: ResourceName): E | undefined;
}

/** The authorization code flow of an upstream, as {@link FitbitUpstream} has it. */
export interface OAuthFlow {
  authorizationUrl(request: AuthorizationRequest): URL;
  exchangeCode(exchange: CodeExchange): Promise<Grant>;
  refresh(grant: Grant): Promise<Grant>;
  revoke(grant: Grant): Promise<void>;
}

/** An adapter whose series stand in a table of reads, with an authorization code flow of its own. */
export abstract class TabledUpstream<E extends EndpointInTable> extends FitbitUpstream {
  protected abstract readonly oauth: OAuthFlow;
  protected abstract readonly endpoints: EndpointTable<E>;
  /** Identity, profile and settings need them. */
  protected abstract readonly accountScopes: readonly string[];

  override scopesFor(resources: readonly ResourceName[]): string[] {
    const needed = resources.flatMap((resource) => this.endpoints.endpointFor(resource)?.scope ?? []);
    return [...new Set([...needed, ...this.accountScopes])];
  }

  override availability(resource: ResourceName, grantedScopes: readonly string[]): Availability {
    const endpoint = this.endpoints.endpointFor(resource);
    if (!endpoint) return 'not_available';
    return grantedScopes.includes(endpoint.scope) ? 'available' : 'not_consented';
  }

  override authorizationUrl(request: AuthorizationRequest): Promise<URL> {
    return Promise.resolve(this.oauth.authorizationUrl(request));
  }

  override exchangeCode(exchange: CodeExchange): Promise<Grant> {
    return this.oauth.exchangeCode(exchange);
  }

  override refresh(grant: Grant): Promise<Grant> {
    return this.oauth.refresh(grant);
  }

  override revoke(grant: Grant): Promise<void> {
    return this.oauth.revoke(grant);
  }

  override async fetch(
    session: UpstreamSession,
    request: PlannedRequest,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<DataPoint[]> {
    const endpoint = this.endpoints.endpointByKey(request.endpoint);
    // A job may have been planned by another version of this library.
    if (!endpoint || !request.resources.every((resource) => endpoint.resources.includes(resource))) {
      throw new RequestRefusedError('this version does not know the planned read', request.window);
    }
    return this.carryOut(session, endpoint, request, onReadSince);
  }

  protected abstract carryOut(
    session: UpstreamSession,
    endpoint: E,
    request: PlannedRequest,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<DataPoint[]>;
}
