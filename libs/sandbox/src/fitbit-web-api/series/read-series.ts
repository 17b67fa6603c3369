import { epochDayOf, isoDateOf } from '../../calendar/iso-date';
import type { Person } from '../../people/person';
import type { Service } from '../service';
import { type DateSpan, todayAt } from '../time/dates';
import { wallClockDateTime } from '../time/local-time';
import { inUnits, type UnitSystem } from '../units';
import type { DailySeries } from './daily-series';
import { liquidText, seriesText } from './text';

/**
 * The answer of a series as JSON: a value for every day, oldest first; 0 where nothing was recorded, before the
 * membership and in the future (reference §5.1, §10).
 */
export function seriesAnswer(
  series: DailySeries,
  person: Person,
  range: DateSpan,
  units: UnitSystem,
  service: Service,
): string {
  const text = textOf(series, person, units, service);
  const last = epochDayOf(range.to);
  const items: string[] = [];
  for (let day = epochDayOf(range.from); day <= last; day++) {
    items.push(`{"dateTime":"${isoDateOf(day)}","value":"${text(day)}"}`);
  }
  return `{"${series.path.replaceAll('/', '-')}":[${items.join(',')}]}`;
}

type TextOfDay = (day: number) => string;

function textOf(
  { path, kind, column, quantity }: DailySeries,
  person: Person,
  units: UnitSystem,
  service: Service,
): TextOfDay {
  const { figures, switches } = service;
  const noise = switches.floatNoise;
  if (kind === 'body') return bodyText(path, person, units, service);
  if (column === undefined) return () => '0';
  const value = (day: number): number => inUnits(figures.figureOn(person, day, column), quantity, units);
  if (kind === 'time') return (day) => startText(value(day), switches.sleepStartTimeWithDate);
  return kind === 'liquid' ? (day) => liquidText(value(day), noise) : (day) => seriesText(value(day), noise);
}

/** Reference §5.5: `""` without sleep. */
function startText(localMs: number, withDate: boolean): string {
  if (localMs === 0) return '';
  const text = wallClockDateTime(localMs, 0);
  return withDate ? text : text.slice(11, 16);
}

function bodyText(path: string, person: Person, units: UnitSystem, service: Service): TextOfDay {
  const { figures, switches, now } = service;
  const today = epochDayOf(todayAt(person, now()));
  const [, name] = path.split('/');
  return (day) => {
    if (day > today || !(switches.bodyCarriesForward || figures.isWeighed(person, day))) return '0';
    const { grams, percentFat, bmi } = figures.bodyOn(person, day);
    const value = name === 'bmi' ? bmi : name === 'fat' ? percentFat : inUnits(grams / 1e3, 'weight', units);
    return seriesText(value, switches.floatNoise);
  };
}
