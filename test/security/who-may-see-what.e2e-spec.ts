import { TimeSeriesData } from 'nestjs-fitbit';
import { answerConsent, Browser, type Page } from '../support/browser';
import { Stage } from '../support/stage';

const SECRET = '8012'; // ann's steps
const QUERY = 'base_date=2026-01-01&end_date=2026-01-02';

type Expected = number | 'own';

/** Each route, and what it answers to a user other than ann. `own`: an answer about the user who asks. */
const ROUTES: [method: string, path: string, another: Expected, signedOut: number][] = [
  ['GET', 'login', 302, 401],
  ['GET', 'login?next=/there', 302, 401],
  ['GET', 'complete', 302, 401],
  ['GET', 'complete?code=x&state=y', 302, 401],
  ['GET', 'complete?error=access_denied&state=y', 302, 401],
  ['GET', 'error', 200, 401],
  ['GET', 'error?reason=account_taken', 200, 401],
  ['GET', 'logout', 302, 401],
  ['POST', 'logout', 303, 401],
  ['GET', `get_data/activities/steps?${QUERY}`, 'own', 200],
  ['GET', 'get_data/activities/steps?period=max', 'own', 200],
  ['GET', `get_data/activities/steps?${QUERY}&user=ann`, 'own', 200],
  ['GET', `get_data/activities/steps?${QUERY}&userId=ann&user_id=ann`, 'own', 200],
  ['GET', `get_steps?${QUERY}`, 'own', 200],
];

describe('who may see what', () => {
  let stage: Stage;

  beforeAll(async () => {
    const options = { subscribe: true, historicalInitDelay: 3600 };
    stage = await Stage.open({ people: 2, seed: 7 }, { shape: { workers: false }, options });
    await stage.connect('ann', 'p1');
    await stage.services.database.dataSource
      .getRepository(TimeSeriesData)
      .insert({ userId: 'ann', resource: 'activities/steps', date: '2026-01-01', value: SECRET });
  });
  afterAll(() => stage.close());
  afterEach(async () => expect(await stage.fitbit.isIntegrated({ id: 'ann' })).toBe(true));

  const send = (headers: Record<string, string>, method: string, path: string): Promise<Page> =>
    new Browser(headers).send(new URL(`${stage.host.url}/fitbit/${path}`), { method });

  it('the owner sees her own data; without this, the other cases would prove nothing', async () => {
    const { text } = await send({ 'x-user': 'ann' }, 'GET', `get_data/activities/steps?${QUERY}`);
    expect(text).toContain(SECRET);
  });

  it.each(ROUTES)('%s %s as another user', async (method, path, expected) => {
    const page = await send({ 'x-user': 'bob' }, method, path);
    expect(page.status).toBe(expected === 'own' ? 200 : expected);
    expect(page.text).not.toContain(SECRET);
    if (expected === 'own') expect(JSON.parse(page.text)).toMatchObject({ objects: [] });
  });

  it.each(ROUTES)('%s %s without a signed-in user', async (method, path, __, expected) => {
    const page = await send({}, method, path);
    expect(page.status).toBe(expected);
    expect(page.text).not.toContain(SECRET);
    if (expected === 200) expect(JSON.parse(page.text)).toMatchObject({ meta: { status_code: 101 }, objects: [] });
  });

  it.each(ROUTES)('%s %s as the owner whose account is inactive', async (method, path, __, expected) => {
    const page = await send({ 'x-user': '!ann' }, method, path);
    expect(page.status).toBe(expected);
    expect(page.text).not.toContain(SECRET);
  });

  it('an id that only resembles hers gives no access', async () => {
    for (const user of ['ANN', 'ann ', 'ann\t', "ann' OR '1'='1", 'ann%00', 'ánn']) {
      const page = await send({ 'x-user': encodeURIComponent(user) }, 'GET', `get_data/activities/steps?${QUERY}`);
      expect(page.text).not.toContain(SECRET);
    }
  });

  it("cannot be joined: her account with another user's session, her callback in another user's browser", async () => {
    const thief = new Browser({ 'x-user': 'bob' });
    const login = await thief.get(`${stage.host.url}/fitbit/login`);
    const back = await answerConsent(thief, login.location as URL, { person: 'p1' });
    const done = await thief.get(back.location as URL);
    expect(done.location?.searchParams.get('reason')).toBe('account_taken');

    const own = new Browser({ 'x-user': 'ann' });
    const hers = await own.get(`${stage.host.url}/fitbit/login`);
    const callback = (await answerConsent(own, hers.location as URL, { person: 'p1' })).location as URL;
    const injected = await thief.get(callback);
    expect(injected.location?.searchParams.get('reason')).toBe('state_invalid');
    expect(await stage.fitbit.isIntegrated({ id: 'bob' })).toBe(false);
  });

  it("login CSRF: an attacker's callback does not connect the victim to the attacker's account", async () => {
    const attacker = new Browser({ 'x-user': 'mallory' });
    const login = await attacker.get(`${stage.host.url}/fitbit/login`);
    const callback = (await answerConsent(attacker, login.location as URL, { person: 'p2' })).location as URL;
    const victim = await new Browser({ 'x-user': 'carol' }).get(callback);
    expect(victim.location?.searchParams.get('reason')).toBe('state_invalid');
    expect(await stage.fitbit.connection('carol')).toBeUndefined();
  });
});
