import { epochDayOf, isoDateOf } from '../../calendar/iso-date';
import type { Person } from '../../people/person';
import type { Service } from '../service';
import { type DateSpan, todayAt } from '../time/dates';
import { wallClockDateTime } from '../time/local-time';
import { inUnits, type UnitSystem } from '../units';
import type { DailySeries } from './daily-series';
import { liquidText, seriesText } from './text';

/**
 * A series as JSON text, with a value for every day, oldest first. Days without a record, days before the membership
 * and future days are 0.
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

/** `""` on a day without sleep. */
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
