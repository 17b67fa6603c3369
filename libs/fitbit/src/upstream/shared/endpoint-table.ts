import { RequestRefusedError } from '../../errors/fitbit.errors';
import { tile, type DateRange } from '../../model/date-range';
import type { ResourceName } from '../../model/resource';
import type { Availability, PlannedRequest, Wanted } from '../port/planned-request';

/** What every upstream's endpoint has. */
export interface TableEndpoint {
  /** Names the endpoint in planned requests. Jobs in a queue carry it, so it must not change. */
  readonly key: string;
  readonly scope: string;
  /** The longest window of one request, in days; both ends count. */
  readonly maxDays: number;
  /** What one answer serves. */
  readonly resources: readonly ResourceName[];
}

/** All endpoints of an upstream. The first one that lists a resource is the one that {@link endpointFor} gives. */
export class EndpointTable<E extends TableEndpoint> {
  private readonly byKey: ReadonlyMap<string, E>;
  private readonly byResource: ReadonlyMap<ResourceName, E>;

  constructor(
    readonly all: readonly E[],
    /** The scopes that identity, profile and settings need. */
    private readonly accountScopes: readonly string[],
  ) {
    this.byKey = new Map(all.map((endpoint) => [endpoint.key, endpoint]));
    this.byResource = new Map(
      all.flatMap((endpoint) => endpoint.resources.map((resource) => [resource, endpoint] as const)).reverse(),
    );
  }

  endpointByKey(key: string): E | undefined {
    return this.byKey.get(key);
  }

  /** `undefined` for a series that the upstream does not have. */
  endpointFor(resource: ResourceName): E | undefined {
    return this.byResource.get(resource);
  }

  /** @throws RequestRefusedError for a request that another version of this library planned and this one cannot send. */
  endpointOf({ endpoint: key, resources, window }: PlannedRequest): E {
    const endpoint = this.endpointByKey(key);
    if (!endpoint || !resources.every((resource) => endpoint.resources.includes(resource))) {
      throw new RequestRefusedError('this version does not know the planned endpoint', window);
    }
    return endpoint;
  }

  scopesFor(resources: readonly ResourceName[]): string[] {
    const needed = resources.flatMap((resource) => this.endpointFor(resource)?.scope ?? []);
    return [...new Set([...needed, ...this.accountScopes])];
  }

  availability(resource: ResourceName, grantedScopes: readonly string[]): Availability {
    const endpoint = this.endpointFor(resource);
    if (!endpoint) return 'not_available';
    return grantedScopes.includes(endpoint.scope) ? 'available' : 'not_consented';
  }

  /**
   * The fewest windows in which the endpoints serve every wanted day of every resource once. Resources of one endpoint
   * share its windows; resources that the upstream does not have are left out.
   */
  planWindows(wanted: Wanted): PlannedRequest[] {
    return [...this.groupByEndpoint(wanted)].flatMap(([{ key, maxDays }, ofEndpoint]) =>
      tile([...ofEndpoint.values()].flat(), maxDays).map((window) => ({
        endpoint: key,
        resources: [...ofEndpoint].filter(([, ranges]) => overlaps(ranges, window)).map(([resource]) => resource),
        window,
      })),
    );
  }

  private groupByEndpoint(wanted: Wanted): Map<E, Map<ResourceName, readonly DateRange[]>> {
    const groups = new Map<E, Map<ResourceName, readonly DateRange[]>>();
    for (const [resource, ranges] of wanted) {
      const endpoint = this.endpointFor(resource);
      if (!endpoint) continue;
      const group = groups.get(endpoint) ?? new Map<ResourceName, readonly DateRange[]>();
      groups.set(endpoint, group.set(resource, ranges));
    }
    return groups;
  }
}

function overlaps(ranges: readonly DateRange[], window: DateRange): boolean {
  return ranges.some(({ from, to }) => from <= to && from <= window.to && window.from <= to);
}
