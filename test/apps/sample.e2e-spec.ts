import { Browser, type Page } from '../../tools/demo/browser';
import { connectPerson } from '../../tools/demo/connect-person';
import { readForm } from '../../tools/demo/html-form';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { until } from '../support/until';
import { serverSentEvents } from '../support/event-stream';
import { startDemo, type Demo } from '../support/running-sample';

jest.setTimeout(60_000); // a bound for a busy machine

describe('the sample application', () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = await startDemo();
  });
  afterAll(() => demo.close());

  const at = (path: string) => new URL(path, demo.url);
  const where = ({ url }: Page) => `${url.pathname}${url.search}`;
  const completeFor = (user: string) =>
    until(`the history of user ${user}`, async () => (await demo.fitbit.importProgress(user))?.complete, 60_000);

  async function signedIn(user: string, next = '/'): Promise<{ browser: Browser; page: Page }> {
    const browser = new Browser();
    const page = await browser.submit(at('/sign-in'), new URLSearchParams({ user, next }), demo.url);
    return { browser, page };
  }

  describe('signing in', () => {
    it('is required for every page and leads back to the requested page', async () => {
      const browser = new Browser();
      const asked = '/table?resource=activities%2Fsteps&period=1y';
      const page = await browser.open(at(asked));
      expect(page.url.pathname).toBe('/sign-in');
      const form = readForm(page.html, page.url);
      form?.fields.set('user', '2');
      const after = await browser.submit(at('/sign-in'), form?.fields ?? new URLSearchParams(), demo.url);
      expect([after.status, where(after)]).toEqual([200, asked]);
    });

    it('is required before connecting, too', async () => {
      const page = await new Browser().open(at('/fitbit/login?next=/'));
      expect(page.url.pathname).toBe('/sign-in');
      expect(page.url.searchParams.get('next')).toBe('/fitbit/login?next=/');
    });

    it.each(['//evil.example', 'https://evil.example/', '/\\evil.example'])('never leads to %s', async (next) => {
      const { page } = await signedIn('1', next);
      expect(page.url.href).toBe(at('/').href);
    });

    it('sets a cookie that scripts cannot read and other sites do not send', async () => {
      const response = await fetch(at('/sign-in'), {
        method: 'POST',
        body: new URLSearchParams({ user: '1' }),
        redirect: 'manual',
      });
      for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(/httponly/i);
      for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(/samesite=lax/i);
    });

    it.each(['0', 'admin', '-1', ''])('refuses "%s", which is no user', async (user) => {
      const { page } = await signedIn(user);
      expect(page.status).toBe(400);
    });

    it.each(['/sign-in', '/sign-out', '/disconnect'])('refuses a form of another origin at %s', async (path) => {
      const { browser } = await signedIn('1');
      const page = await browser.submit(at(path), new URLSearchParams({ user: '2' }), new URL('http://127.0.0.1:9/'));
      expect(page.status).toBe(403);
    });

    it('ends with signing out', async () => {
      const { browser } = await signedIn('1');
      await browser.submit(at('/sign-out'), new URLSearchParams(), demo.url);
      expect((await browser.open(at('/'))).url.pathname).toBe('/sign-in');
    });

    it('ends everywhere with signing out: open streams end, and no copy of the cookie signs in again', async () => {
      const { headers } = await fetch(at('/sign-in'), {
        method: 'POST',
        body: new URLSearchParams({ user: '3' }),
        redirect: 'manual',
      });
      const cookie = headers
        .getSetCookie()
        .map((line) => line.split(';', 1)[0])
        .join('; ');
      const ask = (path: string, init: RequestInit = {}) =>
        fetch(at(path), { headers: { cookie, accept: 'application/json' }, redirect: 'manual', ...init });
      const stream = await ask('/progress', { signal: AbortSignal.timeout(10_000) });
      expect(stream.status).toBe(200);
      await ask('/sign-out', { method: 'POST' });
      expect(await stream.text()).toContain('data: ');
      expect((await ask('/progress')).status).toBe(401);
      expect((await ask('/series?resource=activities/steps')).status).toBe(401);
      expect((await ask('/fitbit/login')).headers.get('location')).toMatch('/sign-in');
      const { page } = await signedIn('3');
      expect(page.url.pathname).toBe('/');
    });

    it('answers programs with 401', async () => {
      for (const path of ['/series?resource=activities/steps', '/progress', '/table?resource=activities/steps']) {
        const response = await fetch(at(path), { headers: { accept: 'application/json' } });
        expect(response.status).toBe(401);
      }
    });
  });

  it('loads nothing from other sites and has no inline script', async () => {
    const { page } = await signedIn('1');
    const policy = (await fetch(at('/sign-in'))).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page.html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page.html).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son\w+=/);
  });

  it.each(['style.css', 'app.js', 'table.js', 'stream.js', 'revisions.js', 'chart.js', 'icon.svg'])(
    'serves /assets/%s',
    async (file) => {
      expect((await fetch(at(`/assets/${file}`))).status).toBe(200);
    },
  );

  it('offers a user without a connection to connect', async () => {
    const { page } = await signedIn('3');
    expect(page.html).toContain('href="/fitbit/login?next=/"');
    expect(page.html).not.toContain('data-progress');
  });

  it('explains a failed connection in its own layout', async () => {
    const { browser } = await signedIn('3');
    const consent = await browser.open(at('/fitbit/login?next=/'));
    const form = readForm(consent.html, consent.url);
    if (!form) throw new Error(consent.html);
    form.fields.set('person', 'p3');
    form.fields.set('decision', 'deny');
    const page = await browser.submit(form.action, form.fields, consent.url);
    expect(page.url.pathname).toBe('/fitbit/error');
    expect(page.html).toContain('You did not allow access');
    expect(page.html).toContain('Day by day');
    expect(await demo.fitbit.connection('3')).toBeUndefined();
  });

  describe('with a connection', () => {
    let browser: Browser;

    beforeAll(async () => {
      await connectPerson({ userId: '1', personId: 'p1' }, demo.url);
      ({ browser } = await signedIn('1'));
    });

    it('shows the progress live until the history is complete', async () => {
      const percents: number[] = [];
      for await (const { type, data } of serverSentEvents(browser, at('/progress'))) {
        if (type !== 'message') continue;
        percents.push(Number(data.percent));
        if (data.complete === true) break;
      }
      expect(percents).toEqual([...percents].sort((a, b) => a - b));
      expect(percents.at(-1)).toBe(100);
    });

    it('shows every resource, and the reason for those without data', async () => {
      await completeFor('1');
      const { html } = await browser.open(at('/'));
      expect(html.match(/data-resource=/g)).toHaveLength(36);
      expect(html).toContain('Your history is complete');
      expect(html).toMatch(/is-not_available" id="body-bmi"/);
      expect(html).toMatch(/is-complete" id="activities-steps"/);
    });

    it('charts the values that the upstream has', async () => {
      await completeFor('1');
      const answer = await browser.open(at('/series?resource=activities/steps&period=all'));
      const series = JSON.parse(answer.html) as { points: string[][]; notFetched: unknown[]; availability: string };
      const truth = (await new SandboxControl(demo.sandbox).truth('p1')).filter(
        (p) => p.resource === 'activities/steps',
      );
      expect(series.points).toEqual(truth.map(({ date, value }) => [date, value]));
      expect(series).toMatchObject({ availability: 'available', notFetched: [] });
    });

    it('shows the same values as a table, one row per day', async () => {
      await completeFor('1');
      const { html } = await browser.open(at('/table?resource=activities/steps&period=30d'));
      expect(html.match(/<tr class="is-/g)?.length).toBeGreaterThanOrEqual(29);
    });

    it('answers 404 for an unknown resource', async () => {
      expect((await browser.open(at('/series?resource=activities/hops'))).status).toBe(404);
    });

    it('shows none of it to another user', async () => {
      const other = await signedIn('2');
      expect(other.page.html).not.toContain('data-resource');
      const { html } = await other.browser.open(at('/series?resource=activities/steps&period=all'));
      expect(JSON.parse(html)).toMatchObject({ points: [] });
    });

    it('ends when the user disconnects, and still shows what was imported', async () => {
      await completeFor('1');
      const page = await browser.submit(at('/disconnect'), new URLSearchParams(), demo.url);
      expect(page.html).toContain('Connect Fitbit');
      expect(await demo.fitbit.connection('1')).toBeUndefined();
      const { html } = await browser.open(at('/series?resource=activities/steps&period=all'));
      expect((JSON.parse(html) as { points: unknown[] }).points.length).toBeGreaterThan(100);
    });
  });

  it('shows in the tiles of the affected series which boxes were left unticked', async () => {
    const { browser } = await signedIn('4');
    const consent = await browser.open(at('/fitbit/login?next=/'));
    const form = readForm(consent.html, consent.url);
    if (!form) throw new Error(consent.html);
    const kept = form.fields.getAll('scope').filter((scope) => !scope.includes('sleep'));
    form.fields.delete('scope');
    for (const scope of kept) form.fields.append('scope', scope);
    form.fields.set('person', 'p4');
    form.fields.set('decision', 'allow');
    const page = await browser.submit(form.action, form.fields, consent.url);
    expect(page.url.searchParams.get('reason')).toBe('scope_missing');
    const { html } = await browser.open(at('/'));
    expect(html).toMatch(/is-not_consented" id="sleep-minutesAsleep"/);
    expect(html).toMatch(/is-(importing|complete)" id="activities-steps"/);
  });
});

describe('the sample application where nothing is stored', () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = await startDemo({ FITBIT_SUBSCRIBE: 'false' });
  });
  afterAll(() => demo.close());

  it('says so, and reads a chart from the upstream when it is opened', async () => {
    await connectPerson({ userId: '1', personId: 'p1' }, demo.url);
    const browser = new Browser();
    const form = new URLSearchParams({ user: '1', next: '/' });
    const { html } = await browser.submit(new URL('/sign-in', demo.url), form, demo.url);
    expect(html).toContain('You are connected');
    const answer = await browser.open(new URL('/series?resource=activities/steps&period=30d', demo.url));
    const { points } = JSON.parse(answer.html) as { points: unknown[] };
    expect(points.length).toBeGreaterThan(5);
    for await (const point of demo.fitbit.allPoints('1')) throw new Error(`Stored: ${point.resource}`);
  });
});

describe('the sample application behind https', () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = await startDemo({ FITBIT_PUBLIC_URL: 'https://sample.example' });
  });
  afterAll(() => demo.close());

  it('ties the session cookie to its host and to https', async () => {
    const response = await fetch(new URL('/sign-in', demo.url), {
      method: 'POST',
      headers: { 'x-forwarded-proto': 'https', origin: 'https://sample.example' },
      body: new URLSearchParams({ user: '1' }),
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-sample=.*; path=\/;.*; secure/i);
  });
});
