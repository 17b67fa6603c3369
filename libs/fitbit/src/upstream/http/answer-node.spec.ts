import { inspect } from 'node:util';
import { AnswerNode } from './answer-node';

const node = (value: unknown) => new AnswerNode({ value }).field('value');
const fault = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
};

describe('AnswerNode', () => {
  const answer = new AnswerNode({ points: [{ steps: {} }, { steps: { countSum: 'NaN', secret: 'x' } }] });

  it('knows its path', () => {
    const [first, second] = answer.items('points');
    expect(fault(() => first?.field('steps').field('countSum'))).toBe('points[0].steps.countSum: is missing');
    expect(fault(() => second?.field('steps').field('countSum').count())).toBe(
      'points[1].steps.countSum: is not a whole number of 0 or more',
    );
    expect(fault(() => new AnswerNode([]).field('x'))).toBe('answer: is not an object');
  });

  it('never quotes a value in an error', () => {
    try {
      answer.items('points')[1]?.field('steps').field('secret').count();
      throw new Error('unreachable');
    } catch (error) {
      expect(inspect(error, { depth: 10 })).toContain('points[1].steps.secret');
      expect(inspect(error, { depth: 10 })).not.toContain("'x'");
    }
  });

  it.each([
    ['0', 0],
    ['9525', 9525],
    ['999999999999999', 999_999_999_999_999],
    [1500, 1500],
  ])('counts %p', (value, expected) => {
    expect(node(value).count()).toBe(expected);
  });

  it.each(['-1', '1.5', '', ' 1', '0x10', '1e3', '01', 'NaN', '9223372036854775807', -1, 1.5, Infinity, true, [], {}])(
    'does not count %p',
    (value) => {
      expect(fault(() => node(value).count())).toBe('value: is not a whole number of 0 or more');
    },
  );

  it.each([0, 25.8, 3028.784634])('measures %p', (value) => {
    expect(node(value).amount()).toBe(value);
  });

  it.each(['NaN', 'Infinity', '25.8', -0.1, Number.NaN, Infinity, 1e300, [], {}])(
    'rejects %p as an amount',
    (value) => {
      expect(fault(() => node(value).amount())).toMatch(/^value: is not a number from 0 to /);
    },
  );

  it('treats null like absent, also as an empty list', () => {
    const empty = new AnswerNode({ list: null });
    expect(empty.optional('list')).toBeUndefined();
    expect(empty.items('list')).toEqual([]);
    expect(empty.items('other')).toEqual([]);
    expect(fault(() => new AnswerNode({ list: {} }).items('list'))).toBe('list: is not a list');
  });

  it('accepts the name of an enum value, even a new one', () => {
    expect(node('AWAKE').enumName()).toBe('AWAKE');
    expect(node('SOMETHING_NEW_2').enumName()).toBe('SOMETHING_NEW_2');
    expect(fault(() => node('awake').enumName())).toBe('value: is not the name of an enum value');
    expect(fault(() => node('').enumName())).toBe('value: is not the name of an enum value');
  });

  it('treats an absent boolean as false', () => {
    expect(new AnswerNode({}).flag('nap')).toBe(false);
    expect(new AnswerNode({ nap: true }).flag('nap')).toBe(true);
    expect(fault(() => new AnswerNode({ nap: 'yes' }).flag('nap'))).toBe('nap: is not a boolean');
  });
});
