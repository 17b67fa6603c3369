import { Controller, Get, type INestApplication, Render, UseInterceptors } from '@nestjs/common';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import * as ejs from 'ejs';
import { create } from 'hbs';
import { FitbitIntegrationWarning, FitbitViewInterceptor, registerFitbitHelpers } from 'nestjs-fitbit';
import path from 'node:path';
import * as pug from 'pug';
import { EnhancersHost } from '../support/enhancers-host';

declare module 'hbs' {
  interface Hbs {
    readonly handlebars: Parameters<typeof registerFitbitHelpers>[0];
  }
}

const VIEWS = path.join(__dirname, 'views');

@Controller()
@UseInterceptors(FitbitViewInterceptor)
class PageController {
  @Get('page')
  @Render('page')
  @FitbitIntegrationWarning('Connect <now>')
  page() {
    return { name: 'Ann', items: [{}, {}] };
  }
}

function handlebars() {
  const hbs = create();
  registerFitbitHelpers(hbs.handlebars);
  return hbs;
}

const express = (extension: string, engine: Parameters<NestExpressApplication['engine']>[1]) => ({
  adapter: () => new ExpressAdapter(),
  configure: (app: INestApplication) => {
    const host = app as NestExpressApplication;
    host.engine(extension, engine as (...args: unknown[]) => void);
    host.setViewEngine(extension);
    host.setBaseViewsDir(VIEWS);
  },
});

const fastify = (viewExt: string, engine: object) => ({
  options: { upstream: 'fitbit-web-api' as const },
  adapter: () => new FastifyAdapter(),
  configure: async (app: INestApplication) => {
    const settings = { engine, templates: VIEWS, viewExt };
    await ((app as NestFastifyApplication).setViewEngine(settings) as unknown);
  },
});

describe.each([
  ['Handlebars, Express', express('hbs', handlebars().__express)],
  ['EJS, Express', express('ejs', ejs.__express)],
  ['Pug, Express', express('pug', pug.__express)],
  ['Handlebars, Fastify, fitbit-web-api', fastify('hbs', { handlebars: handlebars().handlebars })],
  ['EJS, Fastify, fitbit-web-api', fastify('ejs', { ejs })],
  ['Pug, Fastify, fitbit-web-api', fastify('pug', { pug })],
])('views (%s)', (_, given) => {
  let app: EnhancersHost;
  beforeAll(async () => {
    app = await EnhancersHost.start({ ...given, controllers: [PageController] });
    await app.connect('connected');
    await app.connect('lost', 'reauthorization_required');
  });
  afterAll(() => app.close());

  /** The page without its marks, line by line. */
  async function page(user?: string) {
    const answer = await app.get('/page', user);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    const line = (name: string) => new RegExp(`<p>${name}:\\s*([^<]*)</p>`).exec(text)?.[1]?.replace(/\s+/g, '');
    const messages = [...text.matchAll(/<li>([^]*?)<\/li>/g)].map(([, message]) => message);
    return { local: line('local'), block: line('block'), inside: line('inside'), messages };
  }

  it('[H2] know whether the user is integrated', async () => {
    expect(await page('connected')).toEqual({ local: 'true', block: 'yes,Ann', inside: 'yesyes', messages: [] });
  });

  it.each([['bob'], ['lost'], ['!connected'], [undefined]])(
    '[H2] [H3] tell who is not, and show the warning: %s',
    async (user) => {
      expect(await page(user)).toEqual({
        local: 'false',
        block: 'no,Ann',
        inside: 'nono',
        messages: ['Connect &lt;now&gt;'],
      });
    },
  );
});

describe('registerFitbitHelpers', () => {
  it('[H2] answers no without the interceptor', () => {
    const helpers = new Map<string, (this: unknown, options: object) => unknown>();
    registerFitbitHelpers({ registerHelper: (name, helper) => helpers.set(name, helper) });
    const helper = helpers.get('is_integrated_with_fitbit');
    expect(helper?.({ data: { root: {} } })).toBe(false);
    expect(helper?.({ data: { root: {} }, fn: () => 'yes', inverse: () => 'no' })).toBe('no');
  });
});
