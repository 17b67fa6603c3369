import { personWith, worldOf } from '../../spec-support/hand-made';
import { Harness } from '../../spec-support/harness';
import { subscribe } from '../../spec-support/subscribe';
import { isGenuine, WebhookServer } from '../../spec-support/webhook-server';
import type { Change } from '../world/world';
import type { OutboxState } from './outbox';
import { itemAt } from '../../spec-support/items';

jest.setTimeout(60_000); // a bound for a busy machine

const DAY_MS = 86_400_000;
/** Nothing is sent again by itself within a test. */
const NEVER_MS = 1e9;

describe('the outbox', () => {
  let harness: Harness;
  let host: WebhookServer;
  beforeAll(async () => {
    const sync = (): Change[] => [{ date: '2026-09-01', types: ['steps'] }];
    const world = { ...worldOf(personWith([], 'anna')), sync };
    [harness, host] = [await Harness.start({ world }), await WebhookServer.start()];
  });
  beforeEach(async () => {
    harness.sandbox.reset();
    host.forget();
    host.status = 204;
    harness.sandbox.switches.notificationRetryMs = NEVER_MS;
    harness.sandbox.switches.notificationRetryCapMs = NEVER_MS;
    await subscribe(harness, host, ['steps']);
    await harness.token('anna');
  });
  afterAll(async () => {
    await harness.close();
    await host.close();
  });

  const state = (): OutboxState => harness.sandbox.notifications.state['google-health'];
  const flush = (): Promise<void> => harness.sandbox.notifications.flush();
  /** One body each. */
  const notify = async (times = 1): Promise<void> => {
    harness.sandbox.switches.notificationBatchSize = 1;
    for (let index = 0; index < times; index++) harness.sandbox.world.sync('anna');
    await harness.sandbox.notifications.settled();
  };

  it('keeps what is not answered with 204, and sends the same bytes again', async () => {
    for (host.status of [200, 201, 301, 400, 404, 410, 500]) {
      host.forget();
      await notify();
      expect([host.received.length, state().pending]).toEqual([1, 1]);
      host.status = 204;
      await flush();
      expect([host.received.length, state().pending]).toEqual([2, 0]);
      expect(itemAt(host.received, 1).body).toBe(itemAt(host.received, 0).body);
    }
    expect(state()).toMatchObject({ delivered: 7, lost: 0 });
    expect(state().deliveries.slice(0, 2)).toMatchObject([
      { subscriber: 'my-app', status: 200, attempt: 1 },
      { subscriber: 'my-app', status: 204, attempt: 2 },
    ]);
  });

  it('keeps what got a closed connection instead of an answer', async () => {
    host.status = 0;
    await notify();
    expect(state()).toMatchObject({
      pending: 1,
      deliveries: [{ status: 0 }],
      undelivered: [{ data: { dataType: 'steps' } }],
    });
    host.status = 204;
    await flush();
    expect(state()).toMatchObject({ pending: 0, delivered: 1, undelivered: [] });
  });

  it('signs and authorizes each attempt again', async () => {
    host.status = 500;
    await notify();
    harness.sandbox.webhookKeys.rotate({ keepOld: false });
    await flush();
    const keyset = (await harness.send('GET', '/webhooks_public_keyset.json')).json;
    expect(host.received.map((one) => isGenuine(one, keyset))).toEqual([false, true]);
  });

  it('retries automatically, with growing waits', async () => {
    harness.sandbox.switches.notificationRetryMs = 1;
    host.status = 500;
    harness.sandbox.world.sync('anna');
    while (host.received.length < 4) await harness.sandbox.notifications.settled().then(nextTurn);
    host.status = 204;
    while (state().pending > 0) await nextTurn();
    expect(state()).toMatchObject({ delivered: 1, lost: 0 });
    expect(state().deliveries.map(({ attempt }) => attempt)).toEqual(
      Array.from({ length: host.received.length }, (_, index) => index + 1),
    );
  });

  it("drops what was not accepted for seven days of the sandbox's clock", async () => {
    host.status = 500;
    await notify();
    harness.clock.advance(7 * DAY_MS);
    await flush();
    expect(state()).toMatchObject({ pending: 1, lost: 0 });
    harness.clock.advance(1);
    await flush();
    expect(state()).toMatchObject({ pending: 0, lost: 1 });
    expect(host.received).toHaveLength(2);
  });

  it('drops what is addressed to a deleted subscriber, and everything at a reset', async () => {
    host.status = 500;
    await notify(3);
    harness.sandbox.reset();
    expect(state()).toEqual({ pending: 0, delivered: 0, lost: 0, deliveries: [], undelivered: [] });
    await flush();
    expect(host.received).toHaveLength(3);
  });

  it('waits for an answer no longer than notificationTimeoutMs', async () => {
    harness.sandbox.switches.notificationTimeoutMs = 20;
    host.silent = true;
    await notify();
    host.silent = false;
    expect(state().deliveries).toMatchObject([{ status: 0 }]);
    harness.sandbox.switches.notificationTimeoutMs = 5000;
    await flush();
    expect(state()).toMatchObject({ pending: 0, delivered: 1 });
  });

  it('delivers a backlog in one burst over few connections', async () => {
    host.status = 500;
    await notify(1000);
    expect(state()).toMatchObject({ pending: 1000, delivered: 0 });
    host.forget();
    host.status = 204;
    expect((await harness.control('POST', 'notifications/flush', {})).json['google-health']).toMatchObject({
      pending: 0,
      delivered: 1000,
    });
    expect(new Set(host.received.map(({ body }) => body)).size).toBe(1000);
    expect(host.mostAtOnce).toBeLessThanOrEqual(20);
    expect((await harness.control('GET', 'notifications')).json).toEqual(harness.sandbox.notifications.state);
  });

  it('sends what is collected for a while in one body', async () => {
    harness.sandbox.switches.notificationGatherMs = NEVER_MS;
    for (let index = 0; index < 5; index++) await harness.control('POST', 'people/anna/sync', {});
    expect([host.received.length, state().pending]).toEqual([0, 1]);
    await flush();
    expect([host.received.length, host.notifications.length]).toEqual([1, 5]);
  });

  it('leaves nothing open when the sandbox is closed during a delivery', async () => {
    const other = await Harness.start({ people: 1 });
    const dead = await WebhookServer.start();
    await subscribe(other, dead, ['weight']);
    await other.token('p1');
    dead.status = 500;
    const edit = { resource: 'body/weight', date: '2026-09-01', value: '70.5' };
    other.sandbox.world.edit('p1', edit);
    await other.sandbox.notifications.settled();
    other.sandbox.world.edit('p1', { ...edit, value: '70.6' });
    await other.close();
    await dead.close();
    expect(other.sandbox.notifications.state['google-health'].pending).toBe(0);
  });
});

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
