import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SCRIPT = pathToFileURL(path.join(__dirname, '../../apps/sample/public/series.js')).href;
const PROGRAM = `
  import { describe, toChart } from ${JSON.stringify(SCRIPT)};
  const series = JSON.parse(process.argv[1]);
  const highest = Math.max(...series.points.map(([, value]) => Number(value)));
  const { ticks } = toChart(series, { getPropertyValue: () => '' }).options.scales.y;
  const step = ticks.stepSize ?? highest / 2;
  const values = [0, step, 2 * step].map((value) => ({ value }));
  const labels = values.map(({ value }, index) => ticks.callback(value, index, values));
  console.log(JSON.stringify({ ...describe(series), labels }));`;

interface Words {
  readonly latest: string;
  readonly when: string;
  readonly average: string;
  readonly labels: readonly string[];
}

/** What the browser's script makes of a series, run as a module of its own. */
function words(unit: string, kind: string, values: readonly string[], today: string | null): Words {
  const points = values.map((value, index) => [`2026-01-0${index + 1}`, value]);
  const series = {
    resource: { label: 'Series', unit, kind },
    points,
    notFetched: [],
    from: '2026-01-01',
    to: points.at(-1)?.[0],
    today,
  };
  const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--input-type=module'];
  const output = execFileSync(process.execPath, [...flags, '-e', PROGRAM, JSON.stringify(series)]);
  return JSON.parse(output.toString()) as Words;
}

describe('a chart of the sample says', () => {
  it('that the sum of today is incomplete, and leaves it out of the average', () => {
    const { latest, when, average } = words('steps', 'total', ['4000', '6000', '200'], '2026-01-03');
    expect({ latest, when, average }).toEqual({
      latest: '200 steps',
      when: 'today so far',
      average: 'Average 5,000 steps',
    });
  });

  it('the day of a value that is older than today, and includes it in the average', () => {
    const { when, average } = words('steps', 'total', ['4000', '6000', '2000'], '2026-01-04');
    expect({ when, average }).toEqual({ when: '3 Jan', average: 'Average 4,000 steps' });
    expect(words('kg', 'measure', ['70', '72'], '2026-01-02')).toMatchObject({
      when: 'today',
      average: 'Average 71.0 kg',
    });
  });

  it.each([
    ['steps', ['100', '12000'], ['0', '6K', '12K']],
    ['steps', ['100', '8000'], ['0', '4,000', '8,000']],
    ['minutes', ['10', '40'], ['0 min', '20 min', '40 min']],
    ['minutes', ['10', '100'], ['0 min', '30 min', '60 min']],
    ['minutes', ['10', '480'], ['0 h', '2 h', '4 h']],
  ])('%s up to %j on an axis of one unit', (unit, values, labels) => {
    expect(words(unit, 'total', values, null).labels).toEqual(labels);
  });
});
