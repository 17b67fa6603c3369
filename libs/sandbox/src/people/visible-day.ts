import { MINUTE_MS } from '../calendar/iso-date';
import { kcal } from '../numbers/decimal-text';
import type { Day, Movement } from './person';

/** Shorter parts of a day are too short to be split into minutes and sources. */
export const FIRST_MOVEMENT_MS = 30 * MINUTE_MS;

/**
 * The part of a day that is known at the last sync: all of it, a share in proportion to the elapsed time, or nothing.
 */
export function visibleDay(day: Day, lastSyncMs: number): Day | undefined {
  if (lastSyncMs >= day.endMs) return day;
  const endMs = Math.floor(lastSyncMs / MINUTE_MS) * MINUTE_MS;
  if (endMs <= day.startMs) return undefined;
  const share = (endMs - day.startMs) / (day.endMs - day.startMs);
  const movement = endMs - day.startMs < FIRST_MOVEMENT_MS ? undefined : day.movement;
  return {
    ...day,
    endMs,
    movement: movement && {
      ...movement,
      all: partOf(movement.all, share),
      wearable: partOf(movement.wearable, share),
    },
    sleep: day.sleep.filter((session) => session.endMs <= lastSyncMs),
    measurements: day.measurements.filter(({ timeMs }) => timeMs <= lastSyncMs),
    intake: day.intake.filter((log) => log.endMs <= lastSyncMs),
  };
}

const ENERGIES: ReadonlySet<string> = new Set(['totalKcal', 'activeKcal', 'basalKcal']);

/** Rounds down, so that minutes that fit into the day also fit into its share. */
function partOf(movement: Movement, share: number): Movement {
  const part = { ...movement };
  for (const field of Object.keys(part) as (keyof Movement)[]) {
    part[field] = ENERGIES.has(field) ? kcal(movement[field] * share) : Math.floor(movement[field] * share);
  }
  return part;
}
