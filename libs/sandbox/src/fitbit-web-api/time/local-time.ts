/** Local date and time without a zone, as the service formats it: `2024-06-18T06:24:30.000`. */
export function wallClockDateTime(ms: number, utcOffsetSeconds: number): string {
  return new Date(ms + utcOffsetSeconds * 1000).toISOString().slice(0, 23);
}

/** Local time as `HH:mm:ss`. */
export function wallClockTime(ms: number, utcOffsetSeconds: number): string {
  return wallClockDateTime(ms, utcOffsetSeconds).slice(11, 19);
}
