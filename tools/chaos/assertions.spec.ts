import { compare } from './assertions';
import { isClean, type Summary, summaryLine } from './summary';

const point = (date: string, value: string, resource = 'activities/steps') => ({ resource, date, value });
const first = point('2026-05-01', '100');
const truth = [first, point('2026-05-02', '200')];
const clean: Summary = { people: 2, rows: 10, lost: 0, duplicated: 0, wrong: 0, usersLost: 0, faults: 3 };

describe('the comparison after a chaos run', () => {
  it('finds no difference between the same rows and values in any order', () => {
    expect(compare([...truth].reverse(), truth)).toEqual({ lost: 0, duplicated: 0, wrong: 0, details: [] });
  });

  it.each([
    ['a value without a row', [first], { lost: 1, duplicated: 0, wrong: 0 }],
    ['another value', [first, point('2026-05-02', '201')], { lost: 0, duplicated: 0, wrong: 1 }],
    ['a day twice', [...truth, first], { lost: 0, duplicated: 1, wrong: 0 }],
    ['a row of nothing', [...truth, point('2026-05-03', '300')], { lost: 0, duplicated: 1, wrong: 0 }],
    ['another resource', [...truth, point('2026-05-01', '1', 'body/fat')], { lost: 0, duplicated: 1, wrong: 0 }],
  ])('counts %s, and says which', (_, rows, counts) => {
    const difference = compare(rows, truth);
    expect(difference).toMatchObject(counts);
    expect(difference.details).toHaveLength(1);
  });

  it('is one line of names and counts', () => {
    expect(summaryLine(clean)).toBe('people=2 rows=10 lost=0 duplicated=0 wrong=0 users_lost=0 faults=3');
  });

  it.each(['lost', 'duplicated', 'wrong', 'usersLost'] as const)('is not clean with one %s', (what) => {
    expect(isClean(clean)).toBe(true);
    expect(isClean({ ...clean, [what]: 1 })).toBe(false);
  });
});
