// A series as Chart.js wants it, and in words. A day is a value, 0, without data, or not fetched yet: four things.
import { gaps, zeros } from './marks.js';

const DAY_MS = 86_400_000;
const BARS_UP_TO = 92;
const HALF_DAY = 720;
const HOUR = 60;
const COUNTED = ['steps', 'floors', 'times'];
const WHOLE = { precision: 0 };
const ONE_DECIMAL = ['km', 'kg', '%', 'kg/m²'];

export function toChart(series, style) {
  const days = daysOf(series);
  const values = new Map(series.points.map(([date, value]) => [date, number(series, value)]));
  const data = days.map((day) => values.get(day) ?? null);
  const colour = style.getPropertyValue('--series').trim();
  const muted = style.getPropertyValue('--muted').trim();
  const { kind } = series.resource;
  const bars = kind === 'total' && days.length <= BARS_UP_TO;
  return {
    type: bars ? 'bar' : 'line',
    data: {
      labels: days,
      datasets: datasetsOf(series, data, look(kind, bars, days.length, colour), averageDays(kind, days.length)),
    },
    plugins: [gaps(series, days, style.getPropertyValue('--hatch').trim()), ...(bars ? [zeros(colour)] : [])],
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: { duration: 250 },
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: {
          grid: { display: false },
          border: { color: style.getPropertyValue('--line').trim() },
          ticks: { color: muted, maxRotation: 0, autoSkipPadding: 24, callback: (_, index) => tick(days, index) },
        },
        y: {
          display: series.points.length > 0,
          beginAtZero: kind === 'total',
          border: { display: false },
          grid: { color: style.getPropertyValue('--line').trim() },
          ticks: {
            color: muted,
            maxTicksLimit: 4,
            ...stepsOf(series, data),
            callback: (value, _, ticks) => axisText(series, value, ticks.at(-1).value),
          },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          callbacks: {
            title: ([item]) => longDate(item.label),
            label: ({ dataset, parsed }) => `${dataset.label}${valueText(series, parsed.y)}`,
          },
        },
      },
    },
  };
}

/** The words beside a chart, and those that take its place. */
export function describe(series) {
  const { resource, points, notFetched, from, to } = series;
  const latest = points.at(-1);
  if (!latest) {
    const nothingYet = notFetched.some((hole) => hole.from <= from && to <= hole.to);
    const empty = nothingYet ? 'Not fetched yet' : notFetched.length > 0 ? 'No data so far' : 'No data in this period';
    return { label: `${resource.label}: ${empty}`, latest: '–', when: '', average: '', empty };
  }
  const numbers = points.map(([, value]) => number(series, value));
  const mean = averageOf(series);
  const average = mean === undefined ? '' : `Average ${valueText(series, mean)}`;
  const span = averageDays(resource.kind, daysOf(series).length);
  const line = span === 0 ? '' : ` · line: ${span} days’ average`;
  const text = valueText(series, number(series, latest[1]));
  const label =
    `${resource.label}, ${from} to ${to}: ${points.length} days with data, ` +
    `from ${valueText(series, Math.min(...numbers))} to ${valueText(series, Math.max(...numbers))}. ` +
    `${average}. Latest ${text} on ${longDate(latest[0])}.`;
  return { label, latest: text, when: whenText(series, latest[0]), average: `${average}${line}`, empty: '' };
}

/** Of whole days: a sum of today has hardly begun. */
function averageOf(series) {
  const whole = series.resource.kind === 'total' ? ([date]) => date !== series.today : () => true;
  const numbers = series.points.filter(whole).map(([, value]) => number(series, value));
  return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function whenText({ resource, today }, date) {
  if (date !== today) return shortDate(date);
  return resource.kind === 'total' ? 'today so far' : 'today';
}

/** In a long period single days are dots, and a line shows where they lead. 0: no such line. */
function averageDays(kind, days) {
  if (kind !== 'total' || days <= BARS_UP_TO) return 0;
  return days > 400 ? 28 : 7;
}

function datasetsOf({ today, to }, data, daily, span) {
  const each = { data, label: '', ...daily };
  if (span === 0) return [each];
  const colour = daily.borderColor;
  const line = {
    borderColor: colour,
    borderWidth: 2,
    pointRadius: 0,
    pointHitRadius: 0,
    label: `${span} days’ average: `,
  };
  const dots = {
    showLine: false,
    fill: false,
    pointRadius: 1,
    pointBorderWidth: 0,
    pointBackgroundColor: `${colour}80`,
  };
  return [
    { ...line, data: averages(to === today ? data.slice(0, -1) : data, span) },
    { ...each, ...dots },
  ];
}

/** The mean of the days with data among the last `span`; nothing where the day itself has none. */
function averages(data, span) {
  return data.map((value, index) => {
    if (value === null) return null;
    const known = data.slice(Math.max(0, index - span + 1), index + 1).filter((one) => one !== null);
    return known.reduce((sum, one) => sum + one, 0) / known.length;
  });
}

function look(kind, bars, count, colour) {
  if (bars) return { backgroundColor: colour, borderRadius: 3, maxBarThickness: 14 };
  const line = { borderColor: colour, backgroundColor: `${colour}22`, borderWidth: 1.5, tension: 0, pointHitRadius: 8 };
  if (kind === 'clock')
    return { ...line, showLine: false, pointRadius: count > BARS_UP_TO ? 1.5 : 3, pointBackgroundColor: colour };
  if (kind === 'measure')
    return { ...line, spanGaps: true, pointRadius: count > BARS_UP_TO ? 1 : 3, pointBackgroundColor: colour };
  return { ...line, fill: true, pointRadius: 0 };
}

/** A time of day counts from noon, so that midnight lies between evening and morning. */
function number({ resource }, text) {
  if (resource.kind !== 'clock') return Number(text);
  const [hours, minutes] = text.split(':').map(Number);
  return (hours * 60 + minutes + HALF_DAY) % (2 * HALF_DAY);
}

function valueText({ resource }, value) {
  const { kind, unit } = resource;
  if (kind === 'clock') return clockText(value);
  if (unit === 'minutes') return minutesText(value);
  const digits = ONE_DECIMAL.includes(unit) ? 1 : 0;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${value.toLocaleString('en-US', format)} ${unit}`;
}

/** All ticks of an axis are read alike: the highest one decides. */
function axisText({ resource: { kind, unit } }, value, highest) {
  if (kind === 'clock') return clockText(value);
  if (unit === 'minutes') return highest >= 2 * HOUR ? `${value / HOUR} h` : `${value} min`;
  return value.toLocaleString('en-US', { notation: highest >= 10_000 ? 'compact' : 'standard' });
}

/** Minutes and times of day are read in hours: ticks stand on full ones, where there are some. What is counted is whole. */
function stepsOf({ resource }, data) {
  if (resource.kind !== 'clock' && resource.unit !== 'minutes') return COUNTED.includes(resource.unit) ? WHOLE : {};
  const known = data.filter((value) => value !== null);
  if (known.length === 0) return WHOLE;
  const low = resource.kind === 'clock' ? Math.min(...known) : 0;
  const span = Math.max(...known) - low;
  if (span <= HOUR) return WHOLE;
  return { stepSize: span < 2 * HOUR ? HOUR / 2 : HOUR * Math.ceil(span / HOUR / 4) };
}

function minutesText(value) {
  const minutes = Math.round(value);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function clockText(value) {
  const minutes = (Math.round(value) + HALF_DAY) % (2 * HALF_DAY);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function daysOf({ from, to }) {
  const days = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) days.push(isoDate(time));
  return days;
}

const isoDate = (time) => new Date(time).toISOString().slice(0, 10);
const format = (options) => {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
  return (day) => text.format(Date.parse(day));
};
const shortDate = format({ day: 'numeric', month: 'short' });
const monthDate = format({ month: 'short', year: 'numeric' });
const longDate = format({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });

function tick(days, index) {
  return days.length > BARS_UP_TO ? monthDate(days[index]) : shortDate(days[index]);
}
