import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { FitbitService, IsIntegratedGuard, RequireFitbit } from 'nestjs-fitbit';
import { ADAPTERS, EnhancersHost } from '../support/enhancers-host';

@Controller('api')
@UseGuards(IsIntegratedGuard)
class ApiController {
  @Get()
  read() {
    return { ran: true };
  }
}

@Controller('pages')
@RequireFitbit({ redirect: true })
class PagesController {
  @Get('charts')
  charts() {
    return 'charts';
  }

  @Post('charts')
  change() {
    return 'changed';
  }

  @Get('data')
  @RequireFitbit()
  data() {
    return { ran: true };
  }
}

describe.each(ADAPTERS)('@RequireFitbit (%s)', (_, adapter) => {
  const controllers = [ApiController, PagesController];
  let app: EnhancersHost;
  beforeAll(async () => {
    app = await EnhancersHost.start({ adapter, controllers, options: { signInUrl: '/sign-in?from=app' } });
    await app.connect('connected');
    await app.connect('lost', 'reauthorization_required');
    await app.connect('moved', 'upstream_gone');
  });
  afterAll(() => app.close());

  it('[H1] lets integrated users pass', async () => {
    for (const path of ['/api', '/pages/charts', '/pages/data']) {
      expect((await app.get(path, 'connected')).status).toBe(200);
    }
  });

  it.each([
    ['bob', null, 'Connect your Fitbit first.'],
    ['lost', 'reauthorization_required', 'Your Fitbit connection has ended. Connect again.'],
    ['moved', 'upstream_gone', 'Fitbit has moved. Connect again.'],
  ])('[H1] answers 403 with the reason and the address to connect at: %s', async (user, state, message) => {
    const answer = await app.get('/api', user);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      statusCode: 403,
      code: 'FITBIT_NOT_CONNECTED',
      message,
      state,
      connectUrl: `${app.host.url}/fitbit/login`,
    });
  });

  it('[H1] answers 401 without a signed-in, active user', async () => {
    for (const user of [undefined, '!connected']) {
      const answer = await app.get('/api', user);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ statusCode: 401 });
    }
  });

  it('[H1] redirects the browser to connect and back to the page, if configured', async () => {
    const answer = await app.get('/pages/charts?days=7&of=a%26b', 'bob');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([302, 'no-store']);
    const location = new URL(answer.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(`${app.host.url}/fitbit/login`);
    expect(location.searchParams.get('next')).toBe('/pages/charts?days=7&of=a%26b');
  });

  it('[H1] does not return to a page that was posted to', async () => {
    const answer = await app.get('/pages/charts', 'bob', 'POST');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${app.host.url}/fitbit/login`]);
  });

  it('[H1] sends a browser without a user to sign in', async () => {
    const answer = await app.get('/pages/charts?days=7');
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      '/sign-in?from=app&next=%2Fpages%2Fcharts%3Fdays%3D7',
    ]);
  });

  it("[H1] prefers a handler's setting to its controller's", async () => {
    expect((await app.get('/pages/data', 'bob')).status).toBe(403);
    expect((await app.get('/pages/data')).status).toBe(401);
  });

  it('[H1] notices a connection that has just ended', async () => {
    await app.connect('brief');
    expect((await app.get('/api', 'brief')).status).toBe(200);
    await app.host.app.get(FitbitService).disconnect('brief');
    expect((await app.get('/api', 'brief')).status).toBe(403);
  });
});

describe('@RequireFitbit in a process without the routes and without a sign-in page', () => {
  let app: EnhancersHost;
  beforeAll(async () => {
    const options = { callbackUrl: 'https://app.example.com/v2/wearables/complete/' };
    app = await EnhancersHost.start({ adapter: ADAPTERS[0][1], http: false, controllers: [PagesController], options });
  });
  afterAll(() => app.close());

  it('[H1] answers 401 on pages, too', async () => {
    expect((await app.get('/pages/charts')).status).toBe(401);
  });

  it('[H1] derives the address to connect at from the callback URL, with any prefix', async () => {
    const { connectUrl } = (await (await app.get('/pages/data', 'bob')).json()) as { connectUrl: string };
    expect(connectUrl).toBe('https://app.example.com/v2/wearables/login');
  });
});
