import type { ResourceName } from '../../../model/resource';
import { AnswerNode } from '../../http/answer-node';
import { interpretSleepDays, SLEEP_RESOURCES } from './sleep-days';

const window = { from: '2026-09-01', to: '2026-09-30' };

interface Night {
  name?: string;
  start?: string;
  end?: string;
  offset?: string;
  asleep?: string;
  metadata?: object;
  stages?: readonly string[];
  summary?: object | null;
}

/** Shaped like the answer captured from the live service: main sleep of 2026-09-26, 13:09 to 17:23 in Japan. */
function night({ name, start, end, offset = '32400s', asleep = '248', metadata, stages, summary }: Night = {}) {
  return {
    ...(name && { dataPointName: `users/1/dataTypes/sleep/dataPoints/${name}` }),
    sleep: {
      interval: {
        startTime: start ?? '2026-09-26T04:09:00Z',
        startUtcOffset: offset,
        endTime: end ?? '2026-09-26T08:23:00Z',
        endUtcOffset: offset,
      },
      type: 'STAGES',
      stages: stages?.map((type) => ({ type })),
      metadata: metadata ?? { stagesStatus: 'SUCCEEDED', processed: true, mainSleep: true },
      summary: summary ?? {
        minutesInSleepPeriod: '254',
        minutesAfterWakeUp: '0',
        minutesToFallAsleep: '3',
        minutesAsleep: asleep,
        minutesAwake: '6',
        stagesSummary: [
          { type: 'AWAKE', minutes: '6', count: '1' },
          { type: 'LIGHT', minutes: '146', count: '6' },
        ],
      },
    },
  };
}

function interpret(points: readonly unknown[], resources: readonly ResourceName[] = SLEEP_RESOURCES) {
  const nodes = new AnswerNode({ dataPoints: points }).items('dataPoints');
  const found = interpretSleepDays(nodes, { endpoint: 'reconcile:sleep:all-sources', resources, window });
  return Object.fromEntries(found.map(({ resource, date, value }) => [`${date} ${resource.slice(6)}`, value]));
}

describe('sleep', () => {
  it('returns seven series for one night', () => {
    expect(interpret([night({ stages: ['AWAKE', 'LIGHT', 'AWAKE', 'DEEP'] })])).toEqual({
      '2026-09-26 awakeningsCount': '2',
      '2026-09-26 minutesAfterWakeup': '0',
      '2026-09-26 minutesAsleep': '248',
      '2026-09-26 minutesAwake': '6',
      '2026-09-26 minutesToFallAsleep': '3',
      '2026-09-26 startTime': '13:09',
      '2026-09-26 timeInBed': '254',
    });
  });

  it('belongs to the civil day on which it ends', () => {
    const evening = night({ start: '2026-09-26T22:00:00Z', end: '2026-09-27T03:30:00Z', offset: '-14400s' });
    expect(Object.keys(interpret([evening], ['sleep/startTime']))).toEqual(['2026-09-26 startTime']);
    const overnight = night({ start: '2026-09-26T22:00:00Z', end: '2026-09-27T06:00:00Z', offset: '7200s' });
    expect(interpret([overnight], ['sleep/startTime'])).toEqual({ '2026-09-27 startTime': '00:00' });
  });

  it('adds up the sessions of a day and takes the start of the main one', () => {
    const nap = night({
      name: 'nap',
      start: '2026-09-26T00:00:00Z',
      end: '2026-09-26T01:00:00Z',
      asleep: '52',
      metadata: { processed: true, nap: true },
    });
    expect(interpret([nap, night({ name: 'main' })])).toMatchObject({
      '2026-09-26 minutesAsleep': '300',
      '2026-09-26 timeInBed': '508',
      '2026-09-26 awakeningsCount': '2',
      '2026-09-26 startTime': '13:09',
    });
  });

  it('takes the start of the longest session when none is flagged', () => {
    const metadata = { processed: true };
    const short = night({ name: 'a', start: '2026-09-26T08:00:00Z', metadata });
    const long = night({ name: 'b', metadata });
    expect(interpret([short, long], ['sleep/startTime'])).toEqual({ '2026-09-26 startTime': '13:09' });
  });

  it('counts a session on two pages once', () => {
    const [first, second] = [night({ name: '7' }), night({ name: '7' })];
    expect(interpret([first, second], ['sleep/minutesAsleep'])).toEqual({ '2026-09-26 minutesAsleep': '248' });
    expect(interpret([night(), night()], ['sleep/minutesAsleep'])).toEqual({ '2026-09-26 minutesAsleep': '248' });
  });

  it('counts awakenings once although the reconciled summary lists its types twice', () => {
    const twice = ['AWAKE', 'LIGHT', 'AWAKE', 'LIGHT'].map((type) => ({ type, minutes: '6', count: '4' }));
    const summary = { minutesAsleep: '1', stagesSummary: twice };
    expect(interpret([night({ summary })], ['sleep/awakeningsCount'])).toEqual({ '2026-09-26 awakeningsCount': '4' });
  });

  it('has no awakenings for a session without stages, and 0 for stages without any', () => {
    const silent = night({ summary: { minutesAsleep: '1' } });
    expect(interpret([silent], ['sleep/awakeningsCount'])).toEqual({});
    const calm = night({ stages: ['LIGHT', 'DEEP'] });
    expect(interpret([calm], ['sleep/awakeningsCount'])).toEqual({ '2026-09-26 awakeningsCount': '0' });
  });

  it('returns the known values of a session that is still being processed', () => {
    const fresh = night({ metadata: {}, summary: {} });
    expect(interpret([fresh])).toEqual({ '2026-09-26 startTime': '13:09' });
    const unfinished = night({ name: 'a', metadata: { processed: false } });
    expect(interpret([unfinished], ['sleep/minutesAsleep'])).toEqual({ '2026-09-26 minutesAsleep': '248' });
    // A sum with an unknown part is unknown.
    expect(interpret([fresh, unfinished], ['sleep/minutesAsleep'])).toEqual({});
  });

  it.each<[string, unknown]>([
    ['a processed session without a summary', { sleep: { ...night().sleep, summary: undefined } }],
    ['a summary without the minutes', night({ summary: { minutesAwake: '6' } })],
    ['negative minutes', night({ asleep: '-1' })],
    ['NaN', night({ asleep: 'NaN' })],
    ['an end before the start', night({ end: '2026-09-26T04:00:00Z' })],
    ['an end outside the window', night({ end: '2026-10-26T08:23:00Z' })],
    ['no interval', { sleep: { metadata: {} } }],
    ['no offset', { sleep: { interval: { startTime: '2026-09-26T04:09:00Z', endTime: '2026-09-26T08:23:00Z' } } }],
    ['another type', { weight: { weightGrams: 1 } }],
    ['an invalid flag', night({ metadata: { mainSleep: 'yes' } })],
  ])('refuses %s', (_, bad) => {
    expect(() => interpret([night({ name: 'good' }), bad], ['sleep/minutesAsleep'])).toThrow(/cannot be read/);
  });
});
