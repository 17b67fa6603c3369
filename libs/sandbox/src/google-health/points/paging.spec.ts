import { dayOf, moved, night, personWith, worldOf } from '../../../spec-support/hand-made';
import { errorInfoOf, Harness, type Json, messageOf, pointsOf } from '../../../spec-support/harness';

const dates = Array.from({ length: 30 }, (_, index) => `2026-09-${String(index + 1).padStart(2, '0')}`);

/** Thirty nights, one weighing a day but three at one instant on the 15th, thousands of minutes with steps. */
const anna = personWith(
  dates.map((date, index) =>
    dayOf(date, {
      movement: moved({ steps: 50_000 }),
      sleep: [night(`1${index}`, `${date}T01:00:00Z`)],
      measurements: (index === 14 ? [0, 1, 2] : [0]).map((ordinal) => ({
        id: `2${index}${ordinal}`,
        kind: 'weight',
        timeMs: Date.parse(`${date}T06:00:00Z`),
        utcOffsetSeconds: 7200,
        value: 80_000 + ordinal,
        source: 'scale',
      })),
    }),
  ),
);

describe('pages', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({
      world: worldOf(anna, personWith([dayOf('2026-09-01')], 'ben', '22')),
      quota: false,
    });
    token = await harness.token('anna');
  });
  beforeEach(() => harness.sandbox.reset());
  beforeEach(async () => {
    token = await harness.token('anna');
  });
  afterAll(() => harness.close());

  const pages = async (type: string, query: string): Promise<Json[][]> => {
    const found: Json[][] = [];
    let pageToken = '';
    do {
      const { json } = await harness.get(pointsOf(type, `?${query}&pageToken=${pageToken}`), token);
      found.push((json.dataPoints ?? []) as Json[]);
      pageToken = (json.nextPageToken ?? '') as string;
    } while (pageToken !== '' && found.length < 200);
    return found;
  };
  const namesOf = (found: Json[][]): unknown[] => found.flat().map(({ name }) => name);

  it.each([1, 2, 3, 7, 32])('of %d points hold every weight once, ties at a page boundary included', async (size) => {
    const found = await pages('weight', `pageSize=${size}`);
    expect(found.slice(0, -1).every((page) => page.length === size)).toBe(true);
    expect(namesOf(found)).toHaveLength(32);
    expect(new Set(namesOf(found)).size).toBe(32);
    expect(namesOf(found)).toEqual(namesOf(await pages('weight', 'pageSize=10000')));
  });

  it('lose ties at a page boundary when pageBoundaryTieLoss is on', async () => {
    harness.sandbox.switches.pageBoundaryTieLoss = true;
    // Fifteen newer ones, then the first of the three of the 15th.
    expect(namesOf(await pages('weight', 'pageSize=16'))).toHaveLength(30);
  });

  it('start with an empty page when emptyFirstPage is on', async () => {
    harness.sandbox.switches.emptyFirstPage = true;
    const found = await pages('weight', 'pageSize=20');
    expect(found.map((page) => page.length)).toEqual([0, 20, 12]);
  });

  it('have an empty token on the last page', async () => {
    const { json } = await harness.get(pointsOf('weight'), token);
    expect(json.nextPageToken).toBe('');
  });

  it.each([
    ['steps', '', 1440],
    ['steps', '?pageSize=20000', 10_000],
    ['steps', '?page_size=10', 10],
    ['sleep', '', 25],
    ['sleep', '?pageSize=10000', 25],
    ['weight', '?pageSize=2147483647', 32],
  ])('of %s%s hold %d points', async (type, query, size) => {
    const { json } = await harness.get(pointsOf(type, query), token);
    expect(json.dataPoints).toHaveLength(size);
  });

  it.each(['0', '-1'])('of %s points are refused', async (size) => {
    const answer = await harness.get(pointsOf('weight', `?pageSize=${size}`), token);
    expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'INVALID_PAGE_SIZE']);
  });

  it('have the default size for page size 0 when refuseZeroPageSize is off', async () => {
    harness.sandbox.switches.refuseZeroPageSize = false;
    expect((await harness.get(pointsOf('weight', '?pageSize=0'), token)).json.dataPoints).toHaveLength(32);
  });

  it.each(['many', '1.5', '', '99999999999', '0x10'])('of "%s" points cannot be read', async (size) => {
    const answer = await harness.get(pointsOf('weight', `?pageSize=${size}`), token);
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toBe(`Invalid value at 'page_size' (TYPE_INT32), "${size}"`);
  });

  it('refuse a parameter that is sent twice', async () => {
    expect((await harness.get(pointsOf('weight', '?pageSize=1&pageSize=2'), token)).status).toBe(400);
  });

  describe('a page token', () => {
    const query = '?pageSize=5&filter=weight.sample_time.civil_time%3E%3D%222026-09-02%22';
    const first = async (): Promise<string> =>
      (await harness.get(pointsOf('weight', query), token)).json.nextPageToken as string;

    it('is valid for the same query of the same user', async () => {
      const answer = await harness.get(pointsOf('weight', `${query}&pageToken=${await first()}`), token);
      expect(answer.json.dataPoints).toHaveLength(5);
    });

    it.each([
      ['another page size', 'weight', query.replace('=5', '=6')],
      ['another filter', 'weight', query.replace('09-02', '09-03')],
      ['no filter', 'weight', '?pageSize=5'],
      ['a family', 'weight', `${query}&dataSourceFamily=users/me/dataSourceFamilies/all-sources`],
      ['another type', 'body-fat', '?pageSize=5'],
      ['another method', 'weight', `:reconcile${query}`],
    ])('is INVALID_PAGE_TOKEN with %s', async (_, type, changed) => {
      const answer = await harness.get(pointsOf(type, `${changed}&pageToken=${await first()}`), token);
      expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'INVALID_PAGE_TOKEN']);
    });

    it('is INVALID_PAGE_TOKEN for another user', async () => {
      const answer = await harness.get(
        pointsOf('weight', `${query}&pageToken=${await first()}`),
        await harness.token('ben'),
      );
      expect(errorInfoOf(answer).reason).toBe('INVALID_PAGE_TOKEN');
    });

    it.each([
      (text: string) => text.slice(1),
      (text: string) => `${text}A`,
      (text: string) => `${text}=`,
      () => 'x',
      () => '%00',
    ])('is INVALID_PAGE_TOKEN when it is damaged (%#)', async (damage) => {
      const answer = await harness.get(pointsOf('weight', `${query}&pageToken=${damage(await first())}`), token);
      expect(errorInfoOf(answer).reason).toBe('INVALID_PAGE_TOKEN');
    });
  });
});
