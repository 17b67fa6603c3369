import type { Connection } from '../model/connection';
import type { ResourceName } from '../model/resource';
import type { Availability, FitbitUpstream } from './fitbit-upstream';

/** What a user may read. Before a connection exists, or with a grant of another upstream, every scope counts as granted. */
export function availabilityFor(
  upstream: FitbitUpstream,
  resource: ResourceName,
  connection: Pick<Connection, 'upstream' | 'scopes'> | undefined,
): Availability {
  const scopes = connection?.upstream === upstream.name ? connection.scopes : upstream.scopesFor([resource]);
  return upstream.availability(resource, scopes);
}
