import { report } from './report';

describe('the report of demo --once', () => {
  it('has a line for each person, totals and the rate', () => {
    const text = report(
      [
        { person: 'p1', rows: 12000, requests: 180, seconds: 4.04, complete: true },
        { person: 'person-2', rows: 900, requests: 7, seconds: 12.5, complete: false },
      ],
      12.5,
    );
    expect(text.split('\n')).toEqual([
      'person     rows  requests  seconds',
      '----------------------------------------------',
      'p1        12000       180      4.0',
      'person-2    900         7     12.5  INCOMPLETE',
      '----------------------------------------------',
      '2 people  12900       187     12.5',
      '',
      '1032 rows/s',
    ]);
  });
});
