/**
 * The condition of an `UPDATE` of several connections: those that `condition` selects, locked in the order in which every
 * statement locks them (see ARCHITECTURE.md).
 */
export const connectionsWhere = (condition: string): string =>
  `id IN (SELECT id FROM fitbit_connection WHERE ${condition} ORDER BY user_id FOR NO KEY UPDATE)`;
