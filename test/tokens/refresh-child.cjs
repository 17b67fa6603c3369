/* eslint-disable @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- compiled code brings no types */
// One process of an installation, compiled as it is shipped. It asks for access tokens, and may die on the way:
// with SIGKILL, at the step that DIE_AT names. Started by kill.e2e-spec.ts.
const path = require('node:path');
const { DataSource } = require('typeorm');

const LIBRARY = path.resolve(__dirname, '../../dist/libs/fitbit/src');
/** @param {string} file */
const load = (file) => require(path.join(LIBRARY, file));

const { DATABASE_URL, OPTIONS, CONNECTION_ID, DIE_AT, CALLERS = '1' } = process.env;

function die() {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

async function main() {
  const { FITBIT_ENTITIES, FitbitEvents } = load('index.js');
  const { resolveFitbitOptions } = load('options/resolve-fitbit-options.js');
  const { TypeOrmConnectionRepository } = load('storage/typeorm/typeorm-connection.repository.js');
  const { TypeOrmVerdictRepository } = load('storage/typeorm/typeorm-verdict.repository.js');
  const { createUpstream } = load('upstream/create-upstream.js');
  const { TokenVault } = load('tokens/token-vault.js');
  const { GrantStatusService } = load('tokens/verdicts.js');
  const { AccessTokens } = load('tokens/access-tokens.js');

  const dataSource = new DataSource({ type: 'postgres', url: DATABASE_URL, entities: [...FITBIT_ENTITIES] });
  await dataSource.initialize();
  const options = resolveFitbitOptions(JSON.parse(OPTIONS));
  const connections = new TypeOrmConnectionRepository(dataSource, options);
  const upstream = createUpstream(options);

  const replaceTokens = connections.replaceTokens.bind(connections);
  if (DIE_AT === 'before the request') upstream.refresh = die;
  if (DIE_AT === 'before the commit') connections.replaceTokens = die;
  if (DIE_AT === 'after the commit') {
    connections.replaceTokens = async (connection, tokens) => {
      await replaceTokens(connection, tokens);
      return die();
    };
  }
  const verdicts = new GrantStatusService(
    options,
    new FitbitEvents(),
    new TypeOrmVerdictRepository(dataSource, options),
  );
  const tokens = new AccessTokens(options, connections, new TokenVault(options), upstream, verdicts);

  const connection = await connections.findById(CONNECTION_ID);
  process.send?.('ready');
  await new Promise((resolve) => process.once('message', resolve));
  const calls = Array.from({ length: Number(CALLERS) }, () => tokens.current(connection));
  process.send?.(await Promise.all(calls));
  await dataSource.destroy();
  process.disconnect();
}

void main();
