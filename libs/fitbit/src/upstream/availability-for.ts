import type { Connection } from '../model/connection';
import type { ResourceName } from '../model/resource';
import type { Availability, FitbitUpstream } from './fitbit-upstream';

/** What a user may read. Scopes of another upstream's grant say nothing of this one, as those of nobody. */
export function availabilityFor(
  upstream: FitbitUpstream,
  resource: ResourceName,
  connection: Pick<Connection, 'upstream' | 'scopes'> | undefined,
): Availability {
  const scopes = connection?.upstream === upstream.name ? connection.scopes : upstream.scopesFor([resource]);
  return upstream.availability(resource, scopes);
}
