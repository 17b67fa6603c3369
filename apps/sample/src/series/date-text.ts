const FORMAT = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });

/** `2026-11-22` as people read it: `22 Nov 2026`. */
export function dateText(civilDate: string): string {
  return FORMAT.format(Date.parse(civilDate));
}
