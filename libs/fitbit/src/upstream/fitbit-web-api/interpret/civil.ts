import { isCivilDate, type CivilDate } from '../../../model/civil-date';
import { contains, type DateRange } from '../../../model/date-range';
import type { AnswerNode } from '../../http/answer-node';

const LOCAL_TIME = /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?$/;

/** A date and time on the user's wall clock. The Fitbit Web API writes them without a zone, in the user's present one. */
export interface LocalTime {
  /** As received, for example `2024-06-18T06:24:30.000`. */
  readonly text: string;
  /** `HH:mm` */
  readonly time: string;
}

/** `yyyy-MM-dd`, a day of the window. */
export function dateWithin(window: DateRange, node: AnswerNode): CivilDate {
  const date = node.text();
  if (!isCivilDate(date)) throw node.malformed('is not a day of the calendar');
  if (!contains(window, date)) throw node.malformed('is outside the window');
  return date;
}

export function localTime(node: AnswerNode): LocalTime {
  const text = node.text();
  const [, date, time] = LOCAL_TIME.exec(text) ?? [];
  if (time === undefined || !isCivilDate(date)) throw node.malformed('is not a local date and time');
  return { text, time };
}
