import {
  type CallHandler,
  ConflictException,
  Controller,
  type ExecutionContext,
  Get,
  Header,
  HttpCode,
  Injectable,
  type NestInterceptor,
  Req,
  UseInterceptors,
} from '@nestjs/common';
import { FITBIT_WARNING_HEADER, FitbitIntegrationWarning } from 'nestjs-fitbit';
import { ADAPTERS, EnhancersHost } from '../support/enhancers-host';

type Incoming = { headers: Record<string, string | undefined>; locals?: object };

@Controller('warned')
class WarnedController {
  @Get('default')
  @FitbitIntegrationWarning()
  default() {
    return { ran: true };
  }

  @Get('text')
  @FitbitIntegrationWarning('Bitte verbinden: Schritte & Schlaf – 100 %')
  text() {
    return { ran: true };
  }

  @Get('function')
  @FitbitIntegrationWarning(({ headers }: Incoming) => `Connect, ${headers['x-user'] ?? 'stranger'}.`)
  function() {
    return { ran: true };
  }

  @Get('async')
  @FitbitIntegrationWarning(async ({ headers }: Incoming) => Promise.resolve(`Later, ${headers['x-user']}.`))
  async() {
    return { ran: true };
  }

  @Get('throws')
  @FitbitIntegrationWarning(() => {
    throw new Error('no words');
  })
  throws() {
    return { ran: true };
  }

  @Get('rejects')
  @FitbitIntegrationWarning(() => Promise.reject(new Error('no words')))
  rejects() {
    return { ran: true };
  }

  @Get('wordless')
  @FitbitIntegrationWarning(() => undefined as unknown as string)
  wordless() {
    return { ran: true };
  }

  @Get('broken-emoji')
  @FitbitIntegrationWarning('broken \ud83d')
  brokenEmoji() {
    return { ran: true };
  }

  @Get('page')
  @Header('content-type', 'text/html')
  @HttpCode(202)
  @FitbitIntegrationWarning()
  page() {
    return '<p>as it is</p>';
  }

  @Get('refuses')
  @FitbitIntegrationWarning()
  refuses() {
    throw new ConflictException('of its own');
  }
}

@Controller('controller')
@FitbitIntegrationWarning("the controller's")
class WarnedAltogether {
  @Get('inherited')
  inherited() {
    return {};
  }

  @Get('own')
  @FitbitIntegrationWarning("the handler's")
  own() {
    return {};
  }

  @Get('twice')
  @FitbitIntegrationWarning()
  twice() {
    return {};
  }
}

/** What other parts of the host said before. */
const EARLIER = Object.freeze(['Welcome back.']);
let earlier: unknown = EARLIER;

@Injectable()
class EarlierMessages implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const response = context.switchToHttp().getResponse<{ locals?: object }>();
    response.locals = { messages: earlier };
    Object.assign(context.switchToHttp().getRequest<Incoming>(), { locals: response.locals });
    return next.handle();
  }
}

@Controller('locals')
@UseInterceptors(EarlierMessages)
class LocalsController {
  @Get()
  @FitbitIntegrationWarning()
  locals(@Req() request: Incoming) {
    return request.locals;
  }
}

const DEFAULT = 'This page requires Fitbit integration.';

describe.each(ADAPTERS)('@FitbitIntegrationWarning (%s)', (_, adapter) => {
  const controllers = [WarnedController, WarnedAltogether, LocalsController];
  let app: EnhancersHost;
  beforeAll(async () => {
    app = await EnhancersHost.start({ adapter, controllers });
    await app.connect('connected');
    await app.connect('lost', 'reauthorization_required');
    await app.connect('moved', 'upstream_gone');
  });
  afterAll(() => app.close());

  const warningOf = ({ headers }: Response) => {
    const value = headers.get(FITBIT_WARNING_HEADER);
    return value === null ? undefined : decodeURIComponent(value);
  };

  it('[H3] does not warn a user who is integrated', async () => {
    const answer = await app.get('/warned/default', 'connected');
    expect(warningOf(answer)).toBeUndefined();
    expect(await answer.json()).toEqual({ ran: true });
  });

  it.each([
    ['a user without a connection', 'stranger'],
    ['a user who is no longer active', '!connected'],
    ['a user whose grant is lost', 'lost'],
    ['a user whose upstream is gone', 'moved'],
    ['a request without a signed-in user', undefined],
  ])('[H3] [S12] warns %s, and the handler still runs', async (_case, user) => {
    const answer = await app.get('/warned/default', user);
    expect(answer.status).toBe(200);
    expect(warningOf(answer)).toBe(DEFAULT);
    expect(await answer.json()).toEqual({ ran: true });
  });

  it.each([
    ['text', 'Bitte verbinden: Schritte & Schlaf – 100 %'],
    ['function', 'Connect, bob.'],
    ['async', 'Later, bob.'],
  ])("[H3] takes the decorator's own message: %s", async (route, text) => {
    expect(warningOf(await app.get(`/warned/${route}`, 'bob'))).toBe(text);
  });

  it.each(['throws', 'rejects', 'wordless'])(
    '[H3] [S12] falls back to the default text when a message function %s; the handler runs',
    async (route) => {
      const answer = await app.get(`/warned/${route}`, 'bob');
      expect(warningOf(answer)).toBe(DEFAULT);
      expect(await answer.json()).toEqual({ ran: true });
    },
  );

  it('[H3] sends ill-formed text with replacement characters', async () => {
    expect(warningOf(await app.get('/warned/broken-emoji', 'bob'))).toBe('broken \ufffd');
  });

  it("[H3] never touches the handler's status, headers or body", async () => {
    const answer = await app.get('/warned/page', 'bob');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([202, expect.stringMatching(/^text\/html/)]);
    expect(await answer.text()).toBe('<p>as it is</p>');
  });

  it('[H3] does not change a refusal by the handler', async () => {
    const answer = await app.get('/warned/refuses', 'bob');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ message: 'of its own' });
  });

  it.each([
    ['inherited', "the controller's"],
    ['own', "the handler's"],
    ['twice', "the controller's"],
  ])('[H3] on a controller serves its handlers, each with one message: %s', async (route, text) => {
    expect(warningOf(await app.get(`/controller/${route}`, 'bob'))).toBe(text);
  });

  it("[H3] appends to existing messages without changing the host's list", async () => {
    earlier = EARLIER;
    expect(await (await app.get('/locals', 'bob')).json()).toEqual({ messages: ['Welcome back.', DEFAULT] });
    expect(await (await app.get('/locals', 'connected')).json()).toEqual({ messages: ['Welcome back.'] });
    expect(EARLIER).toEqual(['Welcome back.']);
  });

  it('[H3] starts a list where there is none, and does not touch a value that is not a list', async () => {
    earlier = undefined;
    expect(await (await app.get('/locals', 'bob')).json()).toEqual({ messages: [DEFAULT] });
    earlier = { error: ['of another kind'] };
    const answer = await app.get('/locals', 'bob');
    expect(await answer.json()).toEqual({ messages: { error: ['of another kind'] } });
    expect(warningOf(answer)).toBe(DEFAULT);
  });
});

describe.each([
  ['text', 'Of the option', 'Of the option'],
  ['a function of the request', ({ headers }: Incoming) => `Option for ${headers['x-user']}`, 'Option for bob'],
  ['asynchronous', () => Promise.resolve('Later'), 'Later'],
  ['failing', () => Promise.reject<string>(new Error('no words')), DEFAULT],
])('the option decoratorMessage, %s', (_, decoratorMessage, text) => {
  let app: EnhancersHost;
  let failing = false;
  beforeAll(async () => {
    const user = ({ headers }: Incoming) => {
      if (failing) throw new Error('the session store is away');
      return { id: headers['x-user'] ?? '' };
    };
    const [[, adapter]] = ADAPTERS;
    app = await EnhancersHost.start({ adapter, controllers: [WarnedController], options: { decoratorMessage, user } });
  });
  afterAll(() => app.close());

  it('[S12] is the message of a decorator without one', async () => {
    const answer = await app.get('/warned/default', 'bob');
    expect(decodeURIComponent(answer.headers.get(FITBIT_WARNING_HEADER) ?? '')).toBe(text);
  });

  it('[S12] is the message of a decorator whose own function fails', async () => {
    const answer = await app.get('/warned/throws', 'bob');
    expect(decodeURIComponent(answer.headers.get(FITBIT_WARNING_HEADER) ?? '')).toBe(text);
  });

  it('[H3] runs the handler when the user cannot be determined', async () => {
    failing = true;
    const answer = await app.get('/warned/default', 'bob');
    failing = false;
    expect([answer.status, await answer.json()]).toEqual([200, { ran: true }]);
  });
});
