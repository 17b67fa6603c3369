import { rowsOf } from './table.view';

describe('the table of a series', () => {
  it('tells a value, 0, no data and not fetched yet apart, newest first', () => {
    const rows = rowsOf({
      from: '2026-01-01',
      to: '2026-01-04',
      points: [
        ['2026-01-01', '812'],
        ['2026-01-02', '0'],
      ],
      notFetched: [{ from: '2026-01-04', to: '2026-01-04' }],
    });
    expect(rows).toEqual([
      { date: '2026-01-04', text: 'Not fetched yet', kind: 'not-fetched' },
      { date: '2026-01-03', text: 'No data', kind: 'no-data' },
      { date: '2026-01-02', text: '0', kind: 'zero' },
      { date: '2026-01-01', text: '812', kind: 'value' },
    ]);
  });
});
