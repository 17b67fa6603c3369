import type { ResourceName } from '../../../model/resource';
import { AnswerNode } from '../../http/answer-node';
import { ENDPOINTS } from '../endpoints';

const window = { from: '2018-12-26', to: '2019-01-01' };

function interpret(resource: ResourceName, items: unknown, key = resource.replaceAll('/', '-')) {
  const read = ENDPOINTS.endpointFor(resource);
  if (!read) throw new Error(`${resource} is not read`);
  return read.interpret(new AnswerNode({ [key]: items }), { endpoint: read.key, resources: [resource], window });
}
const valueOf = (resource: ResourceName, value: unknown) =>
  interpret(resource, [{ dateTime: '2018-12-26', value }]).map((point) => point.value)[0];

describe('a time series', () => {
  it('returns the documented values', () => {
    const items = [
      { dateTime: '2018-12-26', value: '2504' },
      { dateTime: '2018-12-27', value: '3723' },
    ];
    expect(interpret('activities/steps', items)).toEqual([
      { resource: 'activities/steps', date: '2018-12-26', value: '2504' },
      { resource: 'activities/steps', date: '2018-12-27', value: '3723' },
    ]);
  });

  it('is listed under its path with hyphens', () => {
    const day = [{ dateTime: '2018-12-26', value: '1' }];
    expect(interpret('activities/tracker/steps', day, 'activities-tracker-steps')).toHaveLength(1);
    expect(interpret('foods/log/caloriesIn', day, 'foods-log-caloriesIn')).toHaveLength(1);
  });

  it.each<[ResourceName, unknown, string]>([
    ['activities/steps', 2504, '2504'],
    ['activities/steps', '0', '0'],
    ['activities/distance', '6.96999979019165', '6.97'],
    ['activities/distance', '12.7', '12.7'],
    ['activities/tracker/distance', '8.04672', '8.05'],
    ['activities/distance', '9.5E-4', '0'],
    ['activities/elevation', '79.24799999', '79.25'],
    ['activities/calories', '1985', '1985'],
    ['activities/minutesSedentary', '1.44E3', '1440'],
    ['foods/log/water', '1892.7099609375', '1892.71'],
    ['foods/log/water', '0.0', '0'],
    ['foods/log/caloriesIn', '0', '0'],
    ['body/bmi', '17.557884216308594', '17.558'],
    ['body/weight', '72.5', '72.5'],
  ])('writes %s %p as %s', (resource, value, expected) => {
    expect(valueOf(resource, value)).toBe(expected);
  });

  it('treats 0 as "never logged" for body values', () => {
    expect(valueOf('body/weight', '0')).toBeUndefined();
    expect(valueOf('body/fat', '0.0')).toBeUndefined();
    expect(valueOf('body/bmi', 0)).toBeUndefined();
  });

  it('may be empty or lack days', () => {
    expect(interpret('activities/steps', [])).toEqual([]);
    expect(interpret('activities/steps', [{ dateTime: '2018-12-31', value: '7' }])).toHaveLength(1);
  });

  it.each([
    ['no list', undefined],
    ['null', null],
    ['an object', { dateTime: '2018-12-26', value: '1' }],
    ['no value', [{ dateTime: '2018-12-26' }]],
    ['a null', [{ dateTime: '2018-12-26', value: null }]],
    ['NaN', [{ dateTime: '2018-12-26', value: 'NaN' }]],
    ['an empty text', [{ dateTime: '2018-12-26', value: '' }]],
    ['an object for a value', [{ dateTime: '2018-12-26', value: { activeZoneMinutes: 21 } }]],
    ['a negative number', [{ dateTime: '2018-12-26', value: '-1' }]],
    ['half a step', [{ dateTime: '2018-12-26', value: '0.5' }]],
    ['hexadecimal', [{ dateTime: '2018-12-26', value: '0x10' }]],
    ['no date', [{ value: '1' }]],
    ['an invalid date', [{ dateTime: '2018-12-32', value: '1' }]],
    ['a date outside the window', [{ dateTime: '2019-01-02', value: '1' }]],
    ['a day twice', [1, 2].map((value) => ({ dateTime: '2018-12-26', value }))],
  ])('is refused with %s', (_, items) => {
    expect(() => interpret('activities/steps', items)).toThrow(
      expect.objectContaining({ code: 'FITBIT_MALFORMED_ANSWER' }) as Error,
    );
  });

  it('never quotes a value in an error', () => {
    expect(() => valueOf('activities/steps', '81.25')).toThrow(/activities-steps\[0\]\.value/);
    expect(() => valueOf('activities/steps', '81.25')).not.toThrow(/81\.25/);
  });
});
