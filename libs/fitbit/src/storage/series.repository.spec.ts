import type { DataPoint, ResourceName } from 'nestjs-fitbit';
import type { FetchFault } from './ledger.repository';
import type { WindowAnswer } from './window-answer';
import type { Connection } from '../model/connection';
import { addDays } from '../model/civil-date';
import { ConnectionRepository } from './connection.repository';
import { PendingRevocationRepository } from './pending-revocation.repository';
import { LedgerRepository } from './ledger.repository';
import { SeriesRepository } from './series.repository';
import { readCoverage } from '../../spec-support/read-coverage';
import { newGrant } from '../../../../test/support/connections';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';

const fault: FetchFault = { code: 'FITBIT_UPSTREAM_UNAVAILABLE', message: 'HTTP 503', failedAt: new Date() };
const STEPS: ResourceName = 'activities/steps';
const FLOORS: ResourceName = 'activities/floors';

function days(count: number, value: (index: number) => string, resource = STEPS): DataPoint[] {
  return Array.from({ length: count }, (_, index) => ({
    resource,
    date: addDays('2026-01-01', index),
    value: value(index),
  }));
}

describe('the series repository', () => {
  let database: FitbitDatabase;
  let connections: ConnectionRepository;
  let ledger: LedgerRepository;
  let series: SeriesRepository;
  let connection: Connection;
  let asked = 1_000_000;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    connections = new ConnectionRepository(database.dataSource, { upstream: 'google-health' });
    ledger = new LedgerRepository(database.dataSource);
    series = new SeriesRepository(database.dataSource, { upstream: 'google-health' });
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE fitbit_connection, fitbit_data_point CASCADE');
    connection = await connections.connect(newGrant({ userId: 'alice' }));
    await ledger.open(connection.id, [STEPS, FLOORS]);
  });

  function answer(points: DataPoint[], given: Partial<WindowAnswer> = {}): WindowAnswer {
    return {
      connectionId: connection.id,
      userId: 'alice',
      grantEpoch: connection.grantEpoch,
      endpoint: 'steps',
      resources: [STEPS],
      window: { from: '2026-01-01', to: '2026-01-10' },
      points,
      requestNumber: ++asked,
      finalThrough: '2026-01-05',
      answeredAt: new Date('2026-02-01T12:00:00Z'),
      ...given,
    };
  }
  const stored = () => series.readRange('alice', STEPS, undefined, '2026-12-31');

  it('stores the points and moves the ledger with them', async () => {
    expect(await series.storeWindow(answer(days(3, String)))).toBe('stored');
    expect(await stored()).toEqual([
      { date: '2026-01-01', value: '0' },
      { date: '2026-01-02', value: '1' },
      { date: '2026-01-03', value: '2' },
    ]);
    expect(await readCoverage(ledger, connection.id, STEPS)).toMatchObject({
      fetched: [{ from: '2026-01-01', to: '2026-01-10' }],
      final: [{ from: '2026-01-01', to: '2026-01-05' }],
    });
    expect(await readCoverage(ledger, connection.id, FLOORS)).toMatchObject({ fetched: [], final: [] });
  });

  it('reads a range together with the connection and the ledger', async () => {
    const range = { from: '2026-01-02', to: '2026-02-28' };
    const read = (resource: ResourceName) => series.readRangeWithCoverage('alice', resource, range);
    await series.storeWindow(answer(days(3, String)));
    const { connection: found, ...stored } = await read(STEPS);
    expect(await connections.findByUser('alice')).toMatchObject({ ...found });
    expect(stored).toEqual({
      coverage: await readCoverage(ledger, connection.id, STEPS),
      points: [
        { date: '2026-01-02', value: '1' },
        { date: '2026-01-03', value: '2' },
      ],
    });
    expect(await read('body/weight')).toMatchObject({ coverage: { fetched: [] }, points: [] });
    await new PendingRevocationRepository(database.dataSource).createOnDisconnect('alice', new Date());
    expect(await read(STEPS)).toMatchObject({ connection: undefined, coverage: { fetched: [] } });
    expect((await read(STEPS)).points).toHaveLength(2);
  });

  it('counts a window without any point as fetched: "no data" is an answer', async () => {
    await series.storeWindow(answer([]));
    expect(await stored()).toEqual([]);
    const found = await connections.findForFetch(connection.id, [STEPS, FLOORS], {
      from: '2026-01-02',
      to: '2026-01-10',
    });
    expect(found?.covered).toEqual([STEPS]);
    expect(connection).toMatchObject(found?.connection ?? {});
    expect(found?.connection.memberSince).toBe('2026-01-01');
  });

  it('replaces its window: changed values change, absent days go, days outside stay', async () => {
    await series.storeWindow(
      answer(
        days(12, () => '5'),
        { window: { from: '2026-01-01', to: '2026-01-12' } },
      ),
    );
    await series.storeWindow(answer(days(8, (index) => (index === 0 ? '7' : '5'))));
    expect((await stored()).map(({ date, value }) => `${date.slice(8)}:${value}`)).toEqual([
      '01:7',
      '02:5',
      '03:5',
      '04:5',
      '05:5',
      '06:5',
      '07:5',
      '08:5',
      '11:5',
      '12:5',
    ]);
  });

  it('moves the revision of a resource when stored values become others, and only then', async () => {
    const revisions = async () => Object.fromEntries(await ledger.readRevisions('alice'));
    const both = { resources: [STEPS, FLOORS] };
    expect(await revisions()).toEqual({ [STEPS]: 0, [FLOORS]: 0 });
    await series.storeWindow(answer(days(8, String), both));
    expect(await revisions()).toEqual({ [STEPS]: 1, [FLOORS]: 0 });
    await series.storeWindow(answer(days(8, String), both));
    expect(await revisions()).toEqual({ [STEPS]: 1, [FLOORS]: 0 });
    await series.storeWindow(answer([...days(8, String), ...days(1, String, FLOORS)], both));
    expect(await revisions()).toEqual({ [STEPS]: 1, [FLOORS]: 1 });
    await series.storeWindow(answer(days(7, String)));
    expect(await revisions()).toEqual({ [STEPS]: 2, [FLOORS]: 1 });
    expect((await ledger.readRevisions('bob')).size).toBe(0);
  });

  it('writes nothing under an older grant, nor for a connection that was removed', async () => {
    await connections.connect(newGrant({ userId: 'alice' }));
    expect(await series.storeWindow(answer(days(3, String)))).toBe('fenced');
    await new PendingRevocationRepository(database.dataSource).createOnDisconnect('alice', new Date());
    expect(await series.storeWindow(answer(days(3, String), { grantEpoch: 2 }))).toBe('fenced');
    expect(await stored()).toEqual([]);
  });

  it('keeps stored rows when the connection is removed', async () => {
    await series.storeWindow(answer(days(3, String)));
    await new PendingRevocationRepository(database.dataSource).createOnDisconnect('alice', new Date());
    expect(await stored()).toHaveLength(3);
  });

  describe('an answer that would empty most of a well-filled window', () => {
    const full = () => days(8, () => '5');
    const hour = (hours: number) => ({ answeredAt: new Date(Date.parse('2026-02-01T12:00:00Z') + hours * 3_600_000) });

    beforeEach(() => series.storeWindow(answer(full())));

    it('deletes nothing the first time, and the days do not count as fetched anew', async () => {
      expect(await series.storeWindow(answer(days(2, () => '6')))).toBe('suspicious_shrink');
      expect((await stored()).map(({ value }) => value)).toEqual(['6', '6', '5', '5', '5', '5', '5', '5']);
    });

    it('moves the revision when it alters values, and again when it is believed and deletes', async () => {
      const revision = async () => (await ledger.readRevisions('alice')).get(STEPS);
      const twoOf = (value: string) => days(2, () => value);
      const seen = [await revision()];
      for (const given of [answer(twoOf('5')), answer(twoOf('6')), answer(twoOf('6'), hour(1))]) {
        await series.storeWindow(given);
        seen.push(await revision());
      }
      expect(seen).toEqual([1, 1, 2, 3]);
      expect(await stored()).toHaveLength(2);
    });

    it('is believed when it is given again an hour later', async () => {
      await series.storeWindow(answer([]));
      expect(await series.storeWindow(answer([], hour(0.9)))).toBe('suspicious_shrink');
      expect(await series.storeWindow(answer([], hour(1)))).toBe('stored');
      expect(await stored()).toEqual([]);
    });

    it('waits for another hour when the user connected another account in between', async () => {
      await series.storeWindow(answer([]));
      const account = { upstreamUserId: 'another' };
      connection = await connections.connect(newGrant({ userId: 'alice', account }));
      await ledger.open(connection.id, [STEPS]);
      expect(await series.storeWindow(answer([], hour(2)))).toBe('suspicious_shrink');
      expect(await stored()).toHaveLength(8);
      expect(await series.storeWindow(answer([], hour(3)))).toBe('stored');
    });

    it('waits for another hour when the second answer says something else', async () => {
      await series.storeWindow(answer([]));
      expect(
        await series.storeWindow(
          answer(
            days(1, () => '5'),
            hour(2),
          ),
        ),
      ).toBe('suspicious_shrink');
      expect(await stored()).toHaveLength(8);
    });

    it('is taken at once when half of the days stay, or when fewer than seven were stored', async () => {
      expect(await series.storeWindow(answer(days(4, () => '5')))).toBe('stored');
      expect(await series.storeWindow(answer([]))).toBe('stored');
      expect(await stored()).toEqual([]);
    });
  });

  it('stores overlapping windows of many resources at once without a dead-lock', async () => {
    const both = (value: string) => [...days(10, () => value), ...days(10, () => value, FLOORS)];
    const answers = Array.from({ length: 40 }, (_, index) =>
      series.storeWindow(answer(both(String(index)), { resources: index % 2 ? [STEPS, FLOORS] : [FLOORS, STEPS] })),
    );
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['stored']));
    expect(await stored()).toHaveLength(10);
    expect(await series.readRange('alice', FLOORS, undefined, '2026-12-31')).toHaveLength(10);
  });

  it('moves the ledger by every one of many windows that are stored at once', async () => {
    const windows = Array.from({ length: 40 }, (_, index) => {
      const date = addDays('2026-01-01', index);
      return series.storeWindow(answer([{ resource: STEPS, date, value: '1' }], { window: { from: date, to: date } }));
    });
    await Promise.all(windows);
    expect((await readCoverage(ledger, connection.id, STEPS)).fetched).toEqual([
      { from: '2026-01-01', to: '2026-02-09' },
    ]);
  });

  it('does not count against a grant what failed under the one before', async () => {
    const window = { from: '2026-01-01', to: '2026-01-10' };
    const fetch = { connectionId: connection.id, grantEpoch: 1, endpoint: 'steps', resources: [STEPS], window };
    await connections.connect(newGrant({ userId: 'alice' }));
    expect(await ledger.recordFailure(fetch, fault)).toBe(0);
    expect(await ledger.listFailures(connection.id)).toEqual([]);
    expect(await ledger.recordFailure({ ...fetch, grantEpoch: 2 }, fault)).toBe(1);
  });

  it('takes a window off the failure list when it is stored', async () => {
    const window = { from: '2026-01-01', to: '2026-01-10' };
    const fetch = { connectionId: connection.id, grantEpoch: 1, endpoint: 'steps', resources: [STEPS], window };
    expect(await ledger.recordFailure(fetch, fault)).toBe(1);
    expect(await ledger.recordFailure(fetch, fault)).toBe(2);
    expect(await ledger.listFailures(connection.id)).toMatchObject([{ attempts: 2, ...window }]);
    await series.storeWindow(answer([]));
    expect(await ledger.listFailures(connection.id)).toEqual([]);
  });

  it('counts a failed window on when it has grown, and takes all of it off when the grown one is stored', async () => {
    const fetch = (to: string) => ({
      connectionId: connection.id,
      grantEpoch: 1,
      endpoint: 'steps',
      resources: [STEPS],
      window: { from: '2026-01-01', to },
    });
    for (const attempts of [1, 2, 3]) expect(await ledger.recordFailure(fetch('2026-01-08'), fault)).toBe(attempts);
    const due = new Date('2026-02-01T00:00:00Z');
    await ledger.scheduleAttempt(fetch('2026-01-08'), due);
    expect(await ledger.listFailures(connection.id)).toMatchObject([
      { to: '2026-01-08', attempts: 3, nextAttemptAt: due },
    ]);
    expect(await ledger.recordFailure(fetch('2026-01-09'), fault)).toBe(4);
    expect(await ledger.listFailures(connection.id)).toMatchObject([{ to: '2026-01-09', attempts: 4 }]);
    await series.storeWindow(answer([]));
    expect(await ledger.listFailures(connection.id)).toEqual([]);
  });

  it('forgets given failures, all with a new grant, and starts counting again', async () => {
    const windows = ['2026-01-02', '2026-01-03', '2026-01-04'].map((date) => ({ from: date, to: date }));
    for (const window of windows) {
      await ledger.recordFailure(
        { connectionId: connection.id, grantEpoch: 1, endpoint: 'steps', resources: [STEPS], window },
        fault,
      );
    }
    const failures = await ledger.resetFailures(connection.id);
    expect(failures.map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
    await ledger.forgetFailures(connection.id, failures.slice(0, 1));
    expect(await ledger.listFailures(connection.id)).toHaveLength(2);
    await connections.connect(newGrant({ userId: 'alice' }));
    expect(await ledger.listFailures(connection.id)).toEqual([]);
  });

  it('streams everything of a user by resource and date, over page boundaries', async () => {
    const window = { from: '2010-01-01', to: '2026-01-01' };
    const many = Array.from({ length: 5500 }, (_, index) => addDays('2010-01-01', index));
    const points = [FLOORS, STEPS].flatMap((resource) => many.map((date) => ({ resource, date, value: '1' })));
    await series.storeWindow(answer(points, { resources: [STEPS, FLOORS], window }));
    const seen: DataPoint[] = [];
    for await (const point of series.readAll('alice')) seen.push(point);
    expect(seen).toEqual(points);
  });
});
