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
export interface EndpointTable<Read extends EndpointInTable> {
  endpointByKey(key: string): Read | undefined;
  /** `undefined` for a series that the upstream does not have. */
  endpointFor(resource: ResourceName): Read | undefined;
}

/** The authorization code flow of an upstream, as {@link FitbitUpstream} has it. */
export interface OAuthFlow {
  authorizationUrl(request: AuthorizationRequest): URL;
  exchangeCode(exchange: CodeExchange): Promise<Grant>;
  refresh(grant: Grant): Promise<Grant>;
  revoke(grant: Grant): Promise<void>;
}

/** An adapter whose series stand in a table of reads, with an authorization code flow of its own. */
export abstract class TabledUpstream<Read extends EndpointInTable> extends FitbitUpstream {
  protected abstract readonly oauth: OAuthFlow;
  protected abstract readonly reads: EndpointTable<Read>;
  /** Identity, profile and settings need them. */
  protected abstract readonly accountScopes: readonly string[];

  override scopesFor(resources: readonly ResourceName[]): string[] {
    const needed = resources.flatMap((resource) => this.reads.endpointFor(resource)?.scope ?? []);
    return [...new Set([...needed, ...this.accountScopes])];
  }

  override availability(resource: ResourceName, grantedScopes: readonly string[]): Availability {
    const read = this.reads.endpointFor(resource);
    if (!read) return 'not_available';
    return grantedScopes.includes(read.scope) ? 'available' : 'not_consented';
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
    const read = this.reads.endpointByKey(request.read);
    // A job may have been planned by another version of this library.
    if (!read || !request.resources.every((resource) => read.resources.includes(resource))) {
      throw new RequestRefusedError('this version does not know the planned read', request.window);
    }
    return this.carryOut(session, read, request, onReadSince);
  }

  protected abstract carryOut(
    session: UpstreamSession,
    read: Read,
    request: PlannedRequest,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<DataPoint[]>;
}
