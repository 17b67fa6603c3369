import type { DataPoint, ResourceName } from 'nestjs-fitbit';
import { DataSource } from 'typeorm';
import { addDays } from '../model/civil-date';
import type { Connection } from '../model/connection';
import { ConnectionRepository } from './connection.repository';
import { InboxRepository } from './inbox.repository';
import { LedgerRepository } from './ledger.repository';
import { SeriesRepository } from './series.repository';
import type { WindowAnswer } from './window-answer';
import { lockWaits, whileUncommitted } from '../../spec-support/lock-waits';
import { readCoverage } from '../../spec-support/read-coverage';
import { newGrant } from '../../../../test/support/connections';
import {
  createFitbitDatabase,
  dataSourceOptions,
  type FitbitDatabase,
} from '../../../../tools/support/fitbit-database';

const STEPS: ResourceName = 'activities/steps';
const UPSTREAM = { upstream: 'google-health' } as const;
const TEN_DAYS = { from: '2026-01-01', to: '2026-01-10' };

function days(count: number, value: string): DataPoint[] {
  return Array.from({ length: count }, (_, index) => ({ resource: STEPS, date: addDays(TEN_DAYS.from, index), value }));
}

describe('the order of answers', () => {
  let database: FitbitDatabase;
  let connections: ConnectionRepository;
  let ledger: LedgerRepository;
  let series: SeriesRepository;
  let inbox: InboxRepository;
  let connection: Connection;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    connections = new ConnectionRepository(database.dataSource, UPSTREAM);
    ledger = new LedgerRepository(database.dataSource);
    series = new SeriesRepository(database.dataSource, UPSTREAM);
    inbox = new InboxRepository(database.dataSource, UPSTREAM);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE fitbit_connection, fitbit_data_point CASCADE');
    connection = await connections.connect(newGrant({ userId: 'alice' }));
    await ledger.open(connection.id, [STEPS]);
  });

  function answer(
    points: DataPoint[],
    given: Partial<WindowAnswer> & Pick<WindowAnswer, 'requestNumber'>,
  ): WindowAnswer {
    return {
      connectionId: connection.id,
      userId: 'alice',
      grantEpoch: connection.grantEpoch,
      endpoint: 'steps',
      resources: [STEPS],
      window: TEN_DAYS,
      points,
      finalThrough: '2026-01-05',
      answeredAt: new Date('2026-02-01T12:00:00Z'),
      ...given,
    };
  }
  const stored = () => series.readRange('alice', STEPS, undefined, '2026-12-31');
  /** Asks the way a fetch does, before its request is sent. */
  const ask = async () => {
    const found = await connections.findForFetch(connection.id, [STEPS], TEN_DAYS);
    return { requestNumber: found?.requestNumber ?? 0 };
  };

  describe('an answer to a request that was sent before a change was announced', () => {
    const NOTIFIED = [{ from: '2026-01-03', to: '2026-01-03' }];
    const announce = () => inbox.take(connection.id, [], new Map([[STEPS, NOTIFIED]]), new Date());
    const ten = (value: string) => days(10, value);

    it('brings its values, but leaves the day announced and its window to be read once more', async () => {
      const early = await ask();
      await announce();
      expect(await series.storeWindow(answer(ten('5'), early))).toBe('overtaken');
      expect(await stored()).toHaveLength(10);
      const { changed, final } = await readCoverage(ledger, connection.id, STEPS);
      expect(changed).toEqual(NOTIFIED);
      expect(final).toEqual([
        { from: '2026-01-01', to: '2026-01-02' },
        { from: '2026-01-04', to: '2026-01-05' },
      ]);
    });

    it('never overwrites what a later request brought', async () => {
      const early = await ask();
      await announce();
      await series.storeWindow(answer(ten('6'), await ask()));
      expect(await series.storeWindow(answer(ten('5'), early))).toBe('stored');
      expect((await stored())[2]?.value).toBe('6');
      const { changed, updatedAt } = await readCoverage(ledger, connection.id, STEPS);
      expect(changed).toEqual([]);
      expect(updatedAt).toEqual(new Date('2026-02-01T12:00:00Z'));
    });

    it('is as good as any other where its window holds no announced day', async () => {
      const early = await ask();
      await announce();
      const window = { from: '2026-01-05', to: '2026-01-14' };
      expect(await series.storeWindow(answer([], { window, ...early }))).toBe('stored');
      expect((await readCoverage(ledger, connection.id, STEPS)).changed).toEqual(NOTIFIED);
    });

    it('does not count as one that covers the day', async () => {
      await series.storeWindow(answer(ten('5'), await ask()));
      const covers = async () => (await connections.findForFetch(connection.id, [STEPS], TEN_DAYS))?.covered;
      expect(await covers()).toEqual([STEPS]);
      await announce();
      expect(await covers()).toEqual([]);
    });
  });

  describe('[B3] of two answers for the same days', () => {
    const text = async () => (await stored()).map(({ date, value }) => `${date.slice(8)}:${value}`).join(' ');

    it.each([
      ['the older', 'read committed'],
      ['the newer', 'read committed'],
      ['the older', 'repeatable read'],
      ['the newer', 'repeatable read'],
    ])(
      'the one that was asked for later decides when %s is stored first and the other waits for it (%s)',
      async (first, isolation) => {
        const options = `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`;
        const host = await new DataSource({ ...dataSourceOptions(database.url), extra: { options } }).initialize();
        const storeWindow = (given: WindowAnswer) => new SeriesRepository(host, UPSTREAM).storeWindow(given);
        await storeWindow(answer(days(8, '1'), await ask()));
        const older = answer(days(10, '2'), await ask());
        const newer = answer(days(9, '3'), await ask());
        const [one, two] = first === 'the older' ? [older, newer] : [newer, older];
        const lock = 'SELECT 1 FROM fitbit_coverage FOR UPDATE';
        const both = await whileUncommitted(database.dataSource, lock, async () => {
          const stores = [storeWindow(one)];
          await lockWaits(database.dataSource, 1);
          stores.push(storeWindow(two));
          await lockWaits(database.dataSource, 2);
          return () => Promise.all(stores);
        });
        expect(await both()).toEqual(['stored', 'stored']);
        await host.destroy();
        expect(await text()).toBe('01:3 02:3 03:3 04:3 05:3 06:3 07:3 08:3 09:3');
      },
    );

    it('the older one is stored where the newer one has no days, and makes nothing of the others final', async () => {
      const older = await ask();
      const window = { from: '2026-01-04', to: '2026-01-06' };
      const newer = { ...(await ask()), window, finalThrough: '2026-01-03' };
      await series.storeWindow(answer([{ resource: STEPS, date: '2026-01-05', value: '3' }], newer));
      expect(await series.storeWindow(answer(days(10, '2'), { ...older, finalThrough: '2026-01-08' }))).toBe('stored');
      expect(await text()).toBe('01:2 02:2 03:2 05:3 07:2 08:2 09:2 10:2');
      expect(await readCoverage(ledger, connection.id, STEPS)).toMatchObject({
        fetched: [TEN_DAYS],
        final: [
          { from: '2026-01-01', to: '2026-01-03' },
          { from: '2026-01-07', to: '2026-01-08' },
        ],
      });
    });

    it('the older one is read again when it is too old to tell what newer ones have decided', async () => {
      const older = await ask();
      for (let day = 1; day <= 12; day++) {
        const date = addDays('2026-01-01', 2 * day);
        const window = { from: date, to: date };
        await series.storeWindow(answer([{ resource: STEPS, date, value: '3' }], { window, ...(await ask()) }));
      }
      const before = await text();
      expect(await series.storeWindow(answer(days(10, '2'), older))).toBe('overtaken');
      expect(await text()).toBe(before);
      const window = { from: '2025-12-20', to: '2026-01-02' };
      expect(await series.storeWindow(answer(days(1, '2'), { window, ...older }))).toBe('stored');
    });

    it('the newer one decides although it is a suspicious shrink, on the days that it has', async () => {
      await series.storeWindow(answer(days(8, '1'), await ask()));
      const older = await ask();
      expect(await series.storeWindow(answer(days(2, '3'), await ask()))).toBe('suspicious_shrink');
      expect(await series.storeWindow(answer(days(8, '2'), older))).toBe('stored');
      expect(await text()).toBe('01:3 02:3 03:2 04:2 05:2 06:2 07:2 08:2');
    });

    it('one that was asked for before its days were opened is read again, and makes none of them final', async () => {
      const early = await ask();
      await ledger.reopen(connection.id, [STEPS], '2026-01-04');
      expect(await series.storeWindow(answer(days(10, '2'), early))).toBe('overtaken');
      expect((await readCoverage(ledger, connection.id, STEPS)).final).toEqual([]);
      expect(await series.storeWindow(answer(days(10, '2'), await ask()))).toBe('stored');
    });
  });
});
