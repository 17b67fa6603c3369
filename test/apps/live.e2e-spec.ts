import { Browser } from '../../tools/demo/browser';
import { connectPerson } from '../../tools/demo/connect-person';
import { addDays } from '../support/internals';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';
import { sendNotificationsTo, WEBHOOK_OPTIONS } from '../support/webhooks';
import { serverSentEvents, type ServerSentEvent } from '../support/event-stream';
import { startDemo, type Demo } from '../support/running-sample';

jest.setTimeout(60_000); // a bound for a busy machine

const STEPS = 'activities/steps';

describe.each([GOOGLE_HEALTH, FITBIT_WEB_API])('an open page of the sample ($name)', ({ name }) => {
  let demo: Demo;
  let control: SandboxControl;
  let browser: Browser;
  const at = (path: string) => new URL(path, demo.url);

  beforeAll(async () => {
    demo = await startDemo({
      FITBIT_UPSTREAM: name,
      FITBIT_GOOGLE_WEBHOOK_SECRETS: WEBHOOK_OPTIONS.google.webhookSecrets.join(','),
      FITBIT_VERIFICATION_CODE: WEBHOOK_OPTIONS.verificationCode,
      FITBIT_SUBSCRIBER_ID: WEBHOOK_OPTIONS.subscriberId,
    });
    control = new SandboxControl(demo.sandbox);
    await sendNotificationsTo({ url: demo.url.origin }, demo.sandbox, name);
    await connectPerson({ userId: '1', personId: 'p1' }, demo.url);
    await until('the history', async () => (await demo.fitbit.importProgress('1'))?.complete, 60_000);
    if (name === 'fitbit-web-api') {
      await until('the subscriptions', async () => (await control.requests('apiSubscriptions')) >= 4);
    }
    browser = new Browser();
    await browser.submit(at('/sign-in'), new URLSearchParams({ user: '1', next: '/' }), demo.url);
  });
  afterAll(() => demo.close());

  const series = async () => {
    const { html } = await browser.open(at(`/series?resource=${STEPS}&period=30d`));
    return new Map((JSON.parse(html) as { points: [string, string][] }).points);
  };
  const revisionIn = (html: string) =>
    Number(/data-resource="activities\/steps"[^>]* data-revision="(\d+)"/.exec(html)?.[1]);

  it.each([
    ['/', 'app.js'],
    [`/table?resource=${STEPS}`, 'table.js'],
  ])('%s says which values it begins with, and follows them', async (path, script) => {
    const { html } = await browser.open(at(path));
    expect(html).toContain(`<script src="/assets/${script}" type="module">`);
    expect(html).toMatch(/role="status" aria-live="polite" data-updated/);
    expect(revisionIn(html)).toBe((await demo.fitbit.revisions('1')).get(STEPS));
  });

  it('is told which series a sync has changed, and only those, and finds the new value', async () => {
    const known = revisionIn((await browser.open(at('/'))).html);
    const date = addDays([...(await series()).keys()].at(-1) ?? '', -3);
    const seen: Record<string, unknown>[] = [];
    for await (const { type, data } of serverSentEvents(browser, at('/progress'))) {
      if (type !== 'revisions') continue;
      seen.push(data);
      if (seen.length === 1) await control.call('POST', 'people/p1/edit', { resource: STEPS, date, value: '4711' });
      if (data[STEPS] !== known) break;
    }
    expect(seen[0]?.[STEPS]).toBe(known);
    const [first, last] = [seen[0] ?? {}, seen.at(-1) ?? {}];
    for (const resource of ['sleep/minutesAsleep', 'body/weight']) expect(last[resource]).toBe(first[resource]);
    expect((await series()).get(date)).toBe('4711');
  });

  it.each([
    ['looks at', 900_000, name === 'google-health' ? 401 : 404],
    ['refuses', 1_100_000, 413],
  ])('%s notifications of %i bytes', async (_, length, status) => {
    const route = name === 'google-health' ? 'webhook' : 'update';
    const response = await fetch(at(`/fitbit/${route}`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `[${' '.repeat(length - 2)}]`,
    });
    expect(response.status).toBe(status);
  });

  it('tells other users nothing', async () => {
    const other = new Browser();
    await other.submit(at('/sign-in'), new URLSearchParams({ user: '2', next: '/' }), demo.url);
    for await (const { type, data } of serverSentEvents(other, at('/progress'))) {
      if (type !== 'revisions') continue;
      expect(data).toEqual({});
      break;
    }
  });

  it('is told the current state, not the one that another page was told last', async () => {
    const connectedOf = async (events: AsyncGenerator<ServerSentEvent>) => {
      for (;;) {
        const { value } = (await events.next()) as { value: ServerSentEvent };
        if (value.type === 'message') return value.data.connected;
      }
    };
    const first = serverSentEvents(browser, at('/progress'));
    const second = serverSentEvents(browser, at('/progress'));
    expect(await connectedOf(first)).toBe(true);
    await demo.fitbit.disconnect('1');
    expect(await connectedOf(second)).toBe(false);
    await Promise.all([first.return(undefined), second.return(undefined)]);
  });
});

describe('the stream of an open page', () => {
  it('does not delay the shutdown of the application', async () => {
    const demo = await startDemo();
    const browser = new Browser();
    await browser.submit(new URL('/sign-in', demo.url), new URLSearchParams({ user: '1', next: '/' }), demo.url);
    const seen: string[] = [];
    let closing: Promise<void> | undefined;
    try {
      for await (const { type } of serverSentEvents(browser, new URL('/progress', demo.url))) {
        seen.push(type);
        if (seen.length === 2) closing = demo.close();
      }
    } catch (error) {
      expect(error).toMatchObject({ message: 'terminated' }); // cut off is as good as ended
    } finally {
      await (closing ?? demo.close());
    }
    expect(seen.sort()).toEqual(['message', 'revisions']);
  });
});
