import { Controller, Get, type PipeTransform, UseGuards, UseInterceptors } from '@nestjs/common';
import {
  type ConnectionSummary,
  CurrentFitbit,
  FitbitIntegrationWarning,
  FitbitService,
  FitbitViewInterceptor,
  IsIntegratedGuard,
} from 'nestjs-fitbit';
import { ADAPTERS, EnhancersHost } from '../support/enhancers-host';

@Controller()
class CurrentController {
  @Get('current')
  current(@CurrentFitbit() fitbit: ConnectionSummary | undefined) {
    return { fitbit: fitbit ?? null };
  }

  @Get('everything')
  @UseGuards(IsIntegratedGuard)
  @UseInterceptors(FitbitViewInterceptor)
  @FitbitIntegrationWarning()
  everything(@CurrentFitbit() one: ConnectionSummary, @CurrentFitbit() other: ConnectionSummary) {
    return { same: one === other };
  }

  @Get('nothing')
  nothing() {
    return {};
  }
}

/** A host's pipe that looks into every value, as pipes that trim texts do. */
const seen: unknown[] = [];
const curious: PipeTransform = {
  transform: (value: object) => {
    seen.push(...(Object.values(value) as unknown[]));
    return value;
  },
};

describe.each(ADAPTERS)('@CurrentFitbit (%s)', (_, adapter) => {
  let app: EnhancersHost;
  beforeAll(async () => {
    app = await EnhancersHost.start({
      adapter,
      controllers: [CurrentController],
      configure: (nest) => void nest.useGlobalPipes(curious),
    });
    await app.connect('connected');
    await app.connect('lost', 'reauthorization_required');
  });
  afterAll(() => app.close());

  it('[H1] gives the connection of the user who sent the request, without tokens', async () => {
    const answer = await (await app.get('/current', 'connected')).text();
    expect(JSON.parse(answer)).toMatchObject({ fitbit: { userId: 'connected', state: 'active' } });
    expect(answer).not.toContain('sealed');
  });

  it('[H1] gives an unusable connection, with its state', async () => {
    expect(await (await app.get('/current', 'lost')).json()).toMatchObject({
      fitbit: { state: 'reauthorization_required' },
    });
  });

  it('[H1] gives undefined without a connection or without a signed-in user', async () => {
    for (const user of ['bob', '!connected', undefined]) {
      expect(await (await app.get('/current', user)).json()).toEqual({ fitbit: null });
    }
  });

  it('[H1] [H2] [H3] reads the connection at most once per request for guard, view, warning and parameters', async () => {
    const look = jest.spyOn(app.host.app.get(FitbitService), 'connection');
    expect(await (await app.get('/everything', 'connected')).json()).toEqual({ same: true });
    expect(look).toHaveBeenCalledTimes(1);
    await app.get('/everything', 'connected');
    expect(look).toHaveBeenCalledTimes(2);
    await app.get('/nothing', 'connected');
    expect(look).toHaveBeenCalledTimes(2);
  });

  it("shows nothing of the request to the host's global pipes", () => {
    expect(seen).toEqual([]);
  });
});
