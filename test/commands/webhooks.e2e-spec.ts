import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import type { FitbitModuleOptions } from 'nestjs-fitbit';
import { randomBytes } from 'node:crypto';
import type { RecordingTerminal } from '../support/recording-terminal';
import { runCommand } from '../support/command-line';
import { type HostServices, startServices } from '../support/host-app';
import { ScriptedServer } from '../support/scripted-server';
import { answerAsWebhook } from '../support/webhook-endpoint';

jest.setTimeout(60_000); // a bound for a busy machine

const [CURRENT, OLDER] = ['Bearer current-0123456789', 'older-0123456789'];

describe('webhooks', () => {
  let sandbox: Sandbox;
  let services: HostServices;
  let endpoint: ScriptedServer;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 1, seed: 1, years: 1 });
    services = await startServices();
    endpoint = await ScriptedServer.start();
  });
  beforeEach(() => {
    sandbox.reset();
    endpoint.reset();
    answerAsWebhook(endpoint, [CURRENT, OLDER]);
  });
  afterAll(async () => {
    await endpoint.close();
    await services.close();
    await sandbox.close();
  });

  /** One start of a host's own command line. */
  function run(args: string[], { google, ...change }: Partial<FitbitModuleOptions> = {}): Promise<RecordingTerminal> {
    const options: FitbitModuleOptions = {
      consumerKey: '123456789012-abc.apps.googleusercontent.com',
      consumerSecret: 'sandbox-secret',
      callbackUrl: `${endpoint.url}/fitbit/complete`,
      encryptionKeys: [{ id: 'test', key: randomBytes(32) }],
      upstreamBaseUrl: sandbox.url,
      subscriptions: { body: ['weight', 'fat'] },
      google: { serviceAccount: sandbox.serviceAccountKey(), webhookSecrets: [CURRENT], ...google },
      ...change,
    };
    return runCommand(services, options, 'webhooks', ...args);
  }
  const verifiedWith = () => endpoint.seen.map(({ headers }) => headers.authorization).filter(Boolean);

  it('[CMD] status: lists the subscribers of the project, and exits with 1 while ours is missing', async () => {
    expect(await run(['status'])).toMatchObject({
      exitCode: 1,
      stdout: 'No subscribers.\n',
      stderr: 'Our subscriber is missing. Create it with: webhooks register\n',
    });
    await run(['register']);
    expect(await run(['status'])).toMatchObject({
      exitCode: 0,
      stdout: `nestjs-fitbit (ours)  ACTIVE  ${endpoint.url}/fitbit/webhook  body-fat, weight\n`,
      stderr: '',
    });
  });

  it('[CMD] register: creates the subscriber, updates it, or leaves it unchanged', async () => {
    expect(await run(['register'])).toMatchObject({ exitCode: 0, stdout: 'The subscriber was created.\n' });
    expect(await run(['register'])).toMatchObject({ exitCode: 0, stdout: 'The subscriber was unchanged.\n' });
    const webhookUrl = `${endpoint.url}/elsewhere`;
    expect(await run(['register'], { google: { webhookUrl } })).toMatchObject({
      stdout: 'The subscriber was changed.\n',
    });
  });

  it('[CMD] rotate-secret: from now on notifications carry the first secret', async () => {
    await run(['register'], { google: { webhookSecrets: [OLDER] } });
    endpoint.seen.length = 0;
    const terminal = await run(['rotate-secret'], { google: { webhookSecrets: [CURRENT, OLDER] } });
    expect(terminal).toMatchObject({ exitCode: 0, stderr: '' });
    expect(verifiedWith()).toEqual([CURRENT]);
    expect(terminal.stdout).not.toContain('0123456789');
  });

  it.each<[string, string[], Partial<FitbitModuleOptions>, string]>([
    [
      'without a service account',
      ['status'],
      { google: { serviceAccount: undefined } },
      'google.serviceAccount is not set',
    ],
    ['on the other upstream', ['status'], { upstream: 'fitbit-web-api' }, 'https://dev.fitbit.com/apps'],
    ['without a secret', ['register'], { google: { webhookSecrets: [] } }, 'Check google.webhookSecrets'],
    [
      'when the project is not the account’s',
      ['status'],
      { google: { projectNumber: '7' } },
      'Check google.serviceAccount',
    ],
    ['when there is nothing to rotate', ['rotate-secret'], {}, 'refused the request'],
  ])('[CMD] ends with 1 and a sentence %s', async (_, args, change, sentence) => {
    const terminal = await run(args, change);
    expect(terminal).toMatchObject({ exitCode: 1, stdout: '' });
    expect(terminal.stderr).toContain(sentence);
    expect(terminal.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('[CMD] exits with 1 when the endpoint fails its verification', async () => {
    endpoint.always({ status: 204 });
    const terminal = await run(['register']);
    expect(terminal).toMatchObject({ exitCode: 1, stdout: '' });
    expect(terminal.stderr).toContain('is it up, and does it know the secret?');
  });

  it('[CMD] exits with 2 for an unknown action', async () => {
    expect(await run(['delete'])).toMatchObject({
      exitCode: 2,
      stderr: '"delete" is not an action. Use status, register, rotate-secret.\n',
    });
  });
});
