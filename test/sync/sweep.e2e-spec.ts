import { ManualClock } from '../support/clocks';
import { Stage } from '../support/stage';
import { runDueSweeps, runSweeps } from '../support/sweeps';
import { until } from '../support/until';

const HOUR_MS = 3_600_000;
/** Three hours later it is still the same day for p1. */
const NOON = new Date('2026-05-04T12:00:00Z');

describe('the sweep', () => {
  let stage: Stage;
  const clock = new ManualClock(NOON);

  beforeAll(async () => {
    const options = { subscribe: true, requestsPerMinutePerUser: 0, subscriptions: { activities: ['steps'] }, clock };
    stage = await Stage.open({ people: 2, seed: 4, now: NOON }, { options });
    await stage.import('alice', 'p1');
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.control.resetRequests());

  const sweep = () => runSweeps(stage.host);
  const fetches = () => stage.control.requests('dailyRollUp');
  it('sends no request when nothing is missing', async () => {
    await sweep();
    expect(await fetches()).toBe(0);
  });

  it('fills a hole in the ledger with the fewest requests', async () => {
    const [from, to] = [stage.daysAgo(100), stage.daysAgo(60)];
    await stage.query('DELETE FROM fitbit_data_point WHERE date BETWEEN $1 AND $2', [from, to]);
    await stage.query("UPDATE fitbit_coverage SET fetched = fetched - datemultirange(daterange($1, $2, '[]'))", [
      from,
      to,
    ]);
    expect((await stage.fitbit.importProgress('alice'))?.complete).toBe(false);
    await sweep();
    await stage.complete('alice');
    expect(await fetches()).toBe(1);
    const truth = (await stage.control.truth('p1')).filter((point) => point.resource === 'activities/steps');
    const { points } = await stage.fitbit.getSeries('alice', 'activities/steps', { from, to });
    expect(points).toEqual(
      truth.filter(({ date }) => date >= from && date <= to).map(({ date, value }) => ({ date, value })),
    );
  });

  it('reads days that may still change again: recent ones within three hours, all within a day, in any process', async () => {
    const known = (await stage.control.truth('p1')).filter((point) => point.resource === 'activities/steps');
    const [late = '', recent = ''] = [known.at(-5)?.date, known.at(-1)?.date];
    expect(recent >= stage.daysAgo(1)).toBe(true);
    await stage.query('UPDATE fitbit_coverage SET final = final - datemultirange(daterange($1, NULL))', [
      stage.daysAgo(20),
    ]);
    await stage.edit('activities/steps', late, '12345');
    await stage.edit('activities/steps', recent, '23456');
    await sweep();
    expect(await fetches()).toBe(0);
    clock.advance(3 * HOUR_MS);
    await Promise.all([sweep(), sweep(), sweep()]);
    await stage.arrives('activities/steps', recent, '23456');
    expect(await fetches()).toBe(1);
    expect(await stage.value('activities/steps', late)).not.toBe('12345');
    clock.advance(21 * HOUR_MS);
    await Promise.all([sweep(), sweep()]);
    await stage.arrives('activities/steps', late, '12345');
  });

  it('queues one wake-up for announced days of a deselected series, and reads them once it is selected again', async () => {
    const host = (activities: string[]) =>
      stage.startHost({ options: { ...stage.host.options, subscriptions: { activities } } });
    const both = await host(['steps', 'floors']);
    const all = ['activities/steps', 'activities/floors'] as const;
    await runSweeps(both, 'holes');
    await stage.complete('alice');
    await both.close();
    const day = stage.daysAgo(40);
    await stage.edit('activities/floors', day, '77');
    const announced = "SET changed = datemultirange(daterange($1, $1, '[]')), announced_at = $2";
    await stage.query(`UPDATE fitbit_coverage ${announced} WHERE resource = $3`, [day, NOON, all[1]]);

    expect(await runSweeps(stage.host, 'inbox')).toBe(1);
    await until('the wake-up job to run', async () => {
      const marked = await stage.query("SELECT 1 FROM fitbit_coverage WHERE changed <> '{}'");
      return marked.length === 0;
    });
    expect(await runSweeps(stage.host, 'inbox')).toBe(0);

    const again = await host(['steps', 'floors']);
    await runSweeps(again, 'holes');
    await stage.arrives(all[1], day, '77');
    await again.close();
  });

  it('skips any number of neighbours whose days it cannot compute, and serves the users after them', async () => {
    await stage.query("UPDATE fitbit_connection SET time_zone = 'Nowhere/Yet'");
    await stage.query(
      `INSERT INTO fitbit_connection (id, user_id, upstream, upstream_user_id, state, grant_epoch, version, sealed_tokens,
         token_expires_at, scopes, time_zone, profile, connected_at)
       SELECT gen_random_uuid(), 'neighbour-' || n, upstream, 'neighbour-' || n, state, 1, 1, '', token_expires_at, scopes,
         time_zone, '{}', connected_at
       FROM fitbit_connection, generate_series(1, 9) n WHERE user_id = 'alice'`,
    );
    await stage.connect('zoe', 'p2');
    await stage.complete('zoe');
    await stage.query(
      "UPDATE fitbit_coverage SET fetched = '{}' WHERE connection_id = (SELECT id FROM fitbit_connection WHERE user_id = 'zoe')",
    );
    await runSweeps(stage.host, 'holes');
    await stage.complete('zoe');
    await stage.fitbit.disconnect('zoe');
    await stage.query("DELETE FROM fitbit_connection WHERE user_id LIKE 'neighbour-%'");
    await stage.query("UPDATE fitbit_connection SET time_zone = 'UTC'");
  });

  it('looks at a connection again when its next day begins, and so finds a gap of which it was told nothing', async () => {
    const gap = stage.daysAgo(50);
    await runSweeps(stage.host, 'holes');
    await stage.complete('alice');
    await stage.query("UPDATE fitbit_coverage SET fetched = fetched - datemultirange(daterange($1, $1, '[]'))", [gap]);
    await stage.control.resetRequests();
    expect(await runDueSweeps(stage.host, 'holes')).toBe(0);
    clock.advance(24 * HOUR_MS);
    expect(await runDueSweeps(stage.host, 'holes')).toBeGreaterThan(0);
    await stage.complete('alice');
  });

  it('looks at once when a clock that was wrong has put the next look far off', async () => {
    await stage.query("UPDATE fitbit_connection SET holes_due_at = $1::timestamptz + interval '3 days'", [clock.now()]);
    await stage.query("UPDATE fitbit_coverage SET fetched = '{}'");
    expect(await runDueSweeps(stage.host, 'holes')).toBeGreaterThan(0);
    await stage.complete('alice');
  });

  it('looks at once for a series that the options newly select, and when the user has moved to another time zone', async () => {
    await runSweeps(stage.host, 'holes');
    await stage.complete('alice');
    const options = { ...stage.host.options, subscriptions: { activities: ['steps', 'distance'] } };
    const more = await stage.startHost({ options });
    expect(await runDueSweeps(more, 'holes')).toBeGreaterThan(0);
    await more.close();
    await runDueSweeps(stage.host, 'holes');
    const due = async () =>
      (await stage.query<{ due: boolean }>('SELECT holes_due_at <= $1 AS due FROM fitbit_connection', [clock.now()]))[0]
        ?.due;
    expect(await due()).toBe(false);
    await stage.query("UPDATE fitbit_connection SET time_zone = 'Asia/Tokyo'");
    await stage.fitbit.refreshProfile('alice');
    expect(await due()).toBe(true);
  });

  it('learns the time zone that the user has moved to within a day', async () => {
    expect(await stage.control.requests('profile')).toBe(0);
    clock.advance(24 * HOUR_MS);
    await sweep();
    expect(await stage.control.requests('profile')).toBe(1);
  });
});
