/** The environment variable that says by how many milliseconds the clock of a process' machine is wrong. */
export const WRONG_DATE_VARIABLE = 'CHAOS_WRONG_DATE_MS';
