import { describeMismatch, findMismatches } from './mismatches';
import { containsDay, type StoredUser } from './stored-user';
import { Suspicions } from './suspicions';

const [resource, date] = ['activities/steps', '2026-05-02'];
const MAY = '{[2026-05-01,2026-06-01)}';
const none = '{}';

/** A user with one row and one line of the ledger. */
function user(
  value: string | undefined,
  line: { fetched?: string; final?: string; changed?: string } = {},
): StoredUser {
  return {
    connection: { id: 'c', state: 'active' },
    ledger: [{ resource, fetched: MAY, final: none, changed: none, ...line }],
    inbox: [],
    failures: [],
    points: value === undefined ? [] : [{ resource, date, value }],
  };
}

const truth = (value: string) => [{ resource, date, value }];

describe('a stored day and the upstream', () => {
  it.each([
    ['another value', user('1'), truth('2'), /stored 1, the upstream has 2; the day is fetched/],
    ['a value that is not stored', user(undefined), truth('2'), /stored nothing, the upstream has 2/],
    ['a row without a value', user('1'), [], /stored 1, the upstream has nothing/],
    ['another value of a final day', user('1', { final: MAY }), truth('2'), /the day is final/],
  ])('contradict each other with %s', (_, stored, values, text) => {
    expect(findMismatches(stored, values).map(describeMismatch)).toEqual([expect.stringMatching(text)]);
  });

  it.each([
    ['the same value', user('2')],
    ['a day that is announced as changed', user('1', { changed: '{[2026-05-02,2026-05-03)}' })],
    ['a hole', user('1', { fetched: '{[2026-05-03,2026-06-01)}' })],
    ['a resource without a line in the ledger', { ...user('1'), ledger: [] }],
  ])('do not contradict each other with %s', (_, stored) => {
    expect(findMismatches(stored, truth('2'))).toEqual([]);
  });
});

describe('a multirange of days', () => {
  it.each([
    ['{[2026-05-01,2026-05-02),[2026-05-04,2026-05-06)}', ['2026-05-01', '2026-05-04', '2026-05-05']],
    ['{(,2026-05-02),[2026-05-05,)}', ['2026-05-01', '2026-05-05', '2026-05-06']],
    ['{}', []],
  ])('%s contains %j', (multirange, days) => {
    const all = ['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04', '2026-05-05', '2026-05-06'];
    expect(all.filter((day) => containsDay(multirange, day))).toEqual(days);
  });
});

describe('a suspicion', () => {
  const look =
    (suspicions: Suspicions, ...seen: string[]) =>
    (nowMs: number) =>
      suspicions.look('ann', seen, nowMs);
  const patience = { graceMs: 100, looks: 3 };

  it('is reported once, after enough looks and enough time', () => {
    const wrong = look(new Suspicions(patience), 'wrong');
    expect([0, 10, 99, 100, 200].map((nowMs) => wrong(nowMs))).toEqual([[], [], [], ['wrong'], []]);
    const rarely = look(new Suspicions(patience), 'wrong');
    expect([0, 1_000, 2_000].map((nowMs) => rarely(nowMs))).toEqual([[], [], ['wrong']]);
  });

  it('begins again when it was not seen in between, or its subject began something new', () => {
    const suspicions = new Suspicions(patience);
    const wrong = look(suspicions, 'wrong');
    expect([wrong(0), wrong(50), look(suspicions)(60), wrong(100), wrong(150), wrong(199)].flat()).toEqual([]);
    suspicions.forget('ann');
    expect([wrong(200), wrong(250), wrong(299), wrong(300)].flat()).toEqual(['wrong']);
  });
});
