import { ENDPOINTS } from '../endpoints';
import { AnswerNode } from '../../http/answer-node';

const window = { from: '2026-09-01', to: '2026-09-30' };

function interpret(resource: 'body/weight' | 'body/fat', points: readonly unknown[]) {
  const read = ENDPOINTS.endpointFor(resource);
  if (!read) throw new Error('no such read');
  const nodes = new AnswerNode({ dataPoints: points }).items('dataPoints');
  return read.interpret(nodes, { endpoint: read.key, resources: [resource], window });
}

const civil = (day: number, hours: number, minutes = 0) => ({
  physicalTime: '2026-09-25T22:15:10Z',
  utcOffset: '32400s',
  civilTime: { date: { year: 2026, month: 9, day }, time: { hours, minutes } },
});
const weight = (sampleTime: object, weightGrams: unknown = 90_200) => ({
  dataPointName: 'users/1/dataTypes/weight/dataPoints/8107172512320991248',
  weight: { sampleTime, weightGrams },
});

describe('the last point of the day', () => {
  it('is the weight of the day in kilograms, at any place in the answer', () => {
    const points = [weight(civil(26, 7), 90_200), weight(civil(26, 21), 90_950), weight(civil(26, 9), 91_000)];
    expect(interpret('body/weight', points)).toEqual([{ resource: 'body/weight', date: '2026-09-26', value: '90.95' }]);
  });

  it('is found for each day separately', () => {
    const points = [weight(civil(27, 7), 90_100), weight(civil(26, 7), 90_200.4)];
    expect(interpret('body/weight', points)).toEqual([
      { resource: 'body/weight', date: '2026-09-27', value: '90.1' },
      { resource: 'body/weight', date: '2026-09-26', value: '90.2' },
    ]);
  });

  it('follows from instant and offset when there is no civil time', () => {
    const sampleTime = { physicalTime: '2026-09-25T22:15:10Z', utcOffset: '32400s' };
    expect(interpret('body/weight', [weight(sampleTime)])).toEqual([
      { resource: 'body/weight', date: '2026-09-26', value: '90.2' },
    ]);
  });

  it('is the one listed first of two at the same time', () => {
    const points = [weight(civil(26, 7), 1_000), weight(civil(26, 7), 2_000)];
    expect(interpret('body/weight', points)[0]?.value).toBe('1');
  });

  it('is a percentage for fat', () => {
    const points = [{ bodyFat: { sampleTime: civil(26, 7), percentage: 25.8 } }];
    expect(interpret('body/fat', points)).toEqual([{ resource: 'body/fat', date: '2026-09-26', value: '25.8' }]);
  });

  it.each<[string, object]>([
    ['without a value', weight(civil(26, 7), null)],
    ['with NaN', weight(civil(26, 7), 'NaN')],
    ['below zero', weight(civil(26, 7), -1)],
    ['over a ton', weight(civil(26, 7), 1_000_001)],
    ['without a time', { weight: { weightGrams: 90_200 } }],
    ['with half a time', weight({ physicalTime: '2026-09-25T22:15:10Z' })],
    ['outside the window', weight({ physicalTime: '2026-10-25T22:15:10Z', utcOffset: '0s' })],
    ['of another type', { bodyFat: { sampleTime: civil(26, 7), percentage: 25.8 } }],
  ])('refuses a weight %s even when another point of the day would win', (_, bad) => {
    expect(() => interpret('body/weight', [weight(civil(26, 23)), bad])).toThrow(/cannot be read/);
  });

  it('refuses more than 100 percent', () => {
    const points = [{ bodyFat: { sampleTime: civil(26, 7), percentage: 100.1 } }];
    expect(() => interpret('body/fat', points)).toThrow(/percentage: is not a number from 0 to 100/);
  });
});
