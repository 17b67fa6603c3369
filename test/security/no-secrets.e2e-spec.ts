import { ConsoleLogger, Logger } from '@nestjs/common';
import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { FitbitService } from 'nestjs-fitbit';
import {
  ConnectionRepository,
  PendingRevocationRepository,
  RevocationService,
  TokenRenewal,
  TokenVault,
} from '../support/internals';
import { answerConsent, Browser, type Page } from '../support/browser';
import { dumpDatabase, dumpRedis } from '../support/dump';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { fillHoles } from '../support/sweeps';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';
import { until } from '../support/until';

jest.setTimeout(120_000); // a bound for a busy machine

/** A number of steps that nothing else looks like. */
const STEPS = '43219';
/** Where tokens stand sealed, and where the values belong. */
const EXCEPT = [
  'fitbit_connection.sealed_tokens',
  'fitbit_pending_revocation.sealed_tokens',
  'fitbit_authorization.sealed_verifier',
  'fitbit_data_point',
  'fitbit_sweep.settings', // a digest, as long as a token of the Fitbit Web API
];

/** Keeps every log line, at any level, with its stack. */
class KeepingLogger extends ConsoleLogger {
  readonly lines: string[] = [];
  protected override printMessages(messages: unknown[], context?: string, level?: string): void {
    this.lines.push(`${level} ${context} ${messages.map((message) => JSON.stringify(message)).join(' ')}`);
  }
  protected override printStackTrace(stack: string): void {
    this.lines.push(stack);
  }
}

describe.each([GOOGLE_HEALTH, FITBIT_WEB_API])(
  'secrets ($name)',
  ({ name: upstream, tokenPath, stepsPath, tokens }) => {
    let sandbox: Sandbox;
    let services: HostServices;
    let host: HostApp;
    let control: SandboxControl;
    const logger = new KeepingLogger();
    const pages: string[] = [];
    const dumps: string[] = [];
    /** What must be found nowhere, by what it is. */
    const secrets = new Map<string, string>();

    beforeAll(async () => {
      sandbox = await startSandbox({ people: 2, seed: 7, years: 1, quota: false });
      control = new SandboxControl(sandbox);
      services = await startServices();
      host = await startHostApp({
        services,
        upstreamBaseUrl: sandbox.url,
        options: {
          upstream,
          subscribe: true,
          subscriberId: '1',
          requestsPerMinutePerUser: 0,
          subscriptions: { activities: ['steps'] },
        },
        configure: (app) => app.useLogger(logger),
      });
    });
    afterAll(async () => {
      await host.close();
      await services.close();
      await sandbox.close();
      Logger.overrideLogger(false);
    });

    const browser = new Browser({ 'x-user': 'ann' });
    async function open(url: string | URL): Promise<Page> {
      const page = await browser.get(url);
      // The redirect to the consent page holds the state, and the way back the code: there they belong.
      const { location } = page;
      const isOurs = location === undefined || location.origin === host.url;
      if (isOurs) pages.push(page.text, location?.href ?? '');
      return page;
    }
    async function callback(): Promise<URL> {
      const login = await open(`${host.url}/fitbit/login`);
      secrets.set(`state ${secrets.size}`, login.location?.searchParams.get('state') ?? '');
      const cookie = /fitbit_authorization=([\w-]+)/.exec(login.headers.get('set-cookie') ?? '')?.[1];
      secrets.set(`cookie ${secrets.size}`, cookie ?? '');
      const back = (await answerConsent(browser, login.location as URL, { person: 'p1' })).location as URL;
      secrets.set(`code ${secrets.size}`, back.searchParams.get('code') ?? '');
      return back;
    }
    async function noteTokens(): Promise<void> {
      const connections = new ConnectionRepository(services.database.dataSource, { upstream });
      const connection = await connections.findByUser('ann');
      if (!connection) throw new Error('ann is not connected');
      const grant = host.app.get(TokenVault, { strict: false }).openGrant(connection.sealedTokens, connection.id);
      secrets.set(`access token ${secrets.size}`, grant.accessToken);
      secrets.set(`refresh token ${secrets.size}`, grant.refreshToken ?? '');
    }
    async function dump(): Promise<void> {
      dumps.push(await dumpRedis(services.redis), await dumpDatabase(services.database.dataSource, EXCEPT));
    }

    it('appear nowhere in the clear after a run in which everything goes wrong', async () => {
      const fitbit = host.app.get(FitbitService);
      secrets.set('client secret', 'sandbox-secret');
      secrets.set('steps', STEPS);
      const date = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
      await control.call('POST', 'people/p1/edit', { resource: 'activities/steps', date, value: STEPS });

      // An authorization that is refused, one that fails, one that works.
      const forged = await callback();
      forged.searchParams.set('code', 'forged');
      await open((await open(forged)).location as URL);
      await control.fail({
        match: { path: tokenPath },
        status: 400,
        body: { error: 'invalid_client', errors: [{ errorType: 'invalid_client', message: 'sandbox-secret' }] },
        times: 1,
      });
      await open((await open(await callback())).location as URL);
      const good = await callback();
      await control.fail({ match: { path: stepsPath }, status: 500, body: `no answer for ${STEPS}`, times: 2 });
      await open(good);
      await noteTokens();
      await dump();
      await until('the import', async () => (await fitbit.importProgress('ann'))?.complete, 60_000);
      await dump();
      const data = await browser.get(`${host.url}/fitbit/get_data/activities/steps?base_date=${date}&end_date=${date}`);
      expect(data.text).toContain(STEPS); // that is where it belongs

      // Refused tokens, whose refusal quotes them; answers that cannot be read; a refresh.
      const { accessToken } = { accessToken: [...secrets].find(([what]) => what.startsWith('access'))?.[1] ?? '' };
      await control.fail({
        match: { path: stepsPath },
        status: 401,
        body: { errors: [{ errorType: 'expired_token', message: `Access token expired: ${accessToken}.` }] },
        times: 1,
      });
      await control.fail({ match: { path: stepsPath }, status: 200, body: `{"value":"${STEPS}"`, times: 1 });
      await services.database.dataSource.query("UPDATE fitbit_coverage SET fetched = '{}', final = '{}'");
      await fillHoles(host, 'ann');
      await until('the import once more', async () => (await fitbit.importProgress('ann'))?.complete, 60_000);
      await host.app
        .get(TokenRenewal, { strict: false })
        .renewAll({ all: true, removeLost: false, ignoreMassFailure: false, concurrency: 1 });
      await noteTokens();
      await open(`${host.url}/fitbit/complete?code=${accessToken}&state=${accessToken}`);
      await open(`${host.url}/fitbit/error?reason=${accessToken}`);
      await dump();

      await open(`${host.url}/fitbit/logout`);
      await dump();
      const revocations = host.app.get(RevocationService, { strict: false });
      const [pending] = await new PendingRevocationRepository(services.database.dataSource).list();
      await control.fail({
        match: { path: 'revoke' },
        status: 400,
        body: { error: 'invalid_request', errors: [{ errorType: 'invalid_request', message: accessToken }] },
        times: 1,
      });
      await expect(revocations.revoke(pending?.id ?? '')).rejects.toThrow();
      await revocations.revoke(pending?.id ?? '');
      await dump();

      expect([...secrets].filter(([, secret]) => secret.length < 5)).toEqual([]);
      expect(secrets.size).toBeGreaterThanOrEqual(15);
      expect(logger.lines.length).toBeGreaterThan(5);
      expect(dumps.every((text, index) => index % 2 === 0 || text.length > 100)).toBe(true);
      const places = { logs: logger.lines.join('\n'), pages: pages.join('\n'), stores: dumps.join('\n') };
      for (const [place, text] of Object.entries(places)) {
        const found = [...secrets].filter(([, secret]) => text.includes(secret)).map(([what]) => what);
        expect([place, found]).toEqual([place, []]);
        expect([place, tokens.exec(text)?.[0]]).toEqual([place, undefined]);
      }
    });

    it('would be found by the search', () => {
      expect(tokens.test([...secrets].find(([what]) => what.startsWith('access token'))?.[1] ?? '')).toBe(true);
    });
  },
);
