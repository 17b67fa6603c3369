import { MINUTE_MS } from '../calendar/iso-date';
import { kcal } from '../numbers/decimal-text';
import type { Day, Movement } from './person';

/** Half an hour of a day is the least that can be told apart by minutes and sources. */
export const FIRST_MOVEMENT_MS = 30 * MINUTE_MS;

/** What of a day is known at the last sync: all of it, a part in proportion to the time gone by, or nothing. */
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

/** Rounded down, so that parts that fitted into the day fit into its share, too. */
function partOf(movement: Movement, share: number): Movement {
  const part = { ...movement };
  for (const field of Object.keys(part) as (keyof Movement)[]) {
    part[field] = ENERGIES.has(field) ? kcal(movement[field] * share) : Math.floor(movement[field] * share);
  }
  return part;
}
