/**
 * No lease lasts as long. A later end was written while the database's clock was ahead, by a process that has died since: the
 * others prolong their leases. It is not waited for.
 */
export const LONGEST_LEASE = "interval '2 minutes'";
