import { type DataPoint, FitbitService, type ResourceName } from 'nestjs-fitbit';
import { DataSource } from 'typeorm';
import { ConnectionRepository, LedgerRepository, SeriesRepository } from '../support/internals';
import { newGrant } from '../support/connections';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';

const STEPS: ResourceName = 'activities/steps';
const DAY = { from: '2026-01-01', to: '2026-01-01' };
const POINT: DataPoint = { resource: STEPS, date: DAY.from, value: '5000' };

describe('getSeries', () => {
  let services: HostServices;
  let host: HostApp;

  beforeAll(async () => {
    services = await startServices();
    host = await startHostApp({
      services,
      upstreamBaseUrl: 'http://127.0.0.1:9',
      options: { subscribe: true, subscriberId: '1' },
      shape: { workers: false },
    });
  });
  afterAll(async () => {
    await host.close();
    await services.close();
  });

  it('never shows an imported day as one without data, whenever the import commits', async () => {
    const { dataSource } = services.database;
    const upstream = 'google-health';
    const connection = await new ConnectionRepository(dataSource, { upstream }).connect(newGrant({ userId: 'alice' }));
    await new LedgerRepository(dataSource).open(connection.id, [STEPS]);
    const store = () =>
      new SeriesRepository(dataSource, { upstream }).storeWindow({
        connectionId: connection.id,
        userId: 'alice',
        grantEpoch: connection.grantEpoch,
        endpoint: 'steps',
        resources: [STEPS],
        window: DAY,
        points: [POINT],
        requestNumber: 1_000_000,
        finalThrough: DAY.to,
        answeredAt: new Date(),
      });

    // Another process commits the day after the first statement with which the host reads data points.
    const reading = host.app.get(DataSource);
    const query = reading.query.bind(reading);
    let committed: unknown;
    const spy = jest.spyOn(reading, 'query').mockImplementation(async (sql, parameters) => {
      const rows: unknown = await query(sql, parameters);
      if (committed === undefined && sql.includes('fitbit_data_point')) committed = await store();
      return rows;
    });
    const during = await host.app.get(FitbitService).getSeries('alice', STEPS, DAY);
    spy.mockRestore();

    expect(committed).toBe('stored');
    expect(during).toMatchObject({ points: [], notFetched: [DAY] });
    const { date, value } = POINT;
    const after = await host.app.get(FitbitService).getSeries('alice', STEPS, DAY);
    expect(after).toMatchObject({ points: [{ date, value }], notFetched: [] });
  });
});
