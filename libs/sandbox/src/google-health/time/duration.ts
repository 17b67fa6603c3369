const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

/** Milliseconds of a JSON duration such as `"3600s"` or `"3.5s"`. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match) return undefined;
  const [, sign, seconds, fraction = '0'] = match;
  const ms = Number(seconds) * 1000 + Number(`0.${fraction}`) * 1000;
  return sign === '-' ? -ms : ms;
}

/** `"41490s"`. UTC offsets have the same format; zero is `"0s"`. */
export function formatDuration(seconds: number): string {
  return `${seconds}s`;
}
