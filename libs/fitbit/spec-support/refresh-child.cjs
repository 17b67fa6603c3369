/* eslint-disable @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- compiled code brings no types */
// One process of an installation, compiled as it is shipped. It asks for access tokens of CONNECTION_ID, or sweeps all
// connections, or only watches for unfinished refreshes, as WORK says, and may die on the way: with SIGKILL, at the step
// that DIE_AT names. Started by access-tokens.spec.ts.
const path = require('node:path');
const { DataSource } = require('typeorm');

const LIBRARY = path.dirname(require.resolve('nestjs-fitbit'));
/** @param {string} file */
const load = (file) => require(path.join(LIBRARY, file));

const { DATABASE_URL, OPTIONS, CONNECTION_ID, DIE_AT, CALLERS = '1', WORK = 'acquire' } = process.env;

function die() {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

async function main() {
  const { FITBIT_ENTITIES, FitbitEvents } = load('index.js');
  const { resolveFitbitOptions } = load('options/resolve-fitbit-options.js');
  const { ConnectionRepository } = load('storage/connection.repository.js');
  const { PendingRevocationRepository } = load('storage/pending-revocation.repository.js');
  const { TokenRepository } = load('storage/token.repository.js');
  const { GrantStatusRepository } = load('storage/grant-status.repository.js');
  const { createUpstream } = load('upstream/create-upstream.js');
  const { TokenVault } = load('tokens/token-vault.js');
  const { GrantStatusService } = load('tokens/grant-status.service.js');
  const { AccessTokens } = load('tokens/access-tokens.js');
  const { GoneAnswerRepository } = load('storage/gone-answer.repository.js');
  const { RenewalRepository } = load('storage/renewal.repository.js');
  const { TokenRefresh } = load('tokens/token-refresh.js');
  const { TokenRenewal } = load('tokens/token-renewal.js');
  const { UnfinishedRefreshes } = load('tokens/unfinished-refreshes.js');
  const { UnstoredGrants } = load('tokens/unstored-grants.js');

  const dataSource = new DataSource({ type: 'postgres', url: DATABASE_URL, entities: [...FITBIT_ENTITIES] });
  await dataSource.initialize();
  const options = resolveFitbitOptions(JSON.parse(OPTIONS));
  const connections = new ConnectionRepository(dataSource, options);
  const storedTokens = new TokenRepository(dataSource);
  const revocations = new PendingRevocationRepository(dataSource);
  const upstream = createUpstream(options);

  const replaceTokens = storedTokens.replaceTokens.bind(storedTokens);
  if (DIE_AT === 'before the request') upstream.oauth.refresh = die;
  if (DIE_AT === 'before the commit') storedTokens.replaceTokens = die;
  if (DIE_AT === 'after the commit') {
    storedTokens.replaceTokens = async (connection, tokens) => {
      await replaceTokens(connection, tokens);
      return die();
    };
  }
  const grantStatus = new GrantStatusService(
    options,
    new FitbitEvents(),
    new GrantStatusRepository(dataSource, options),
    new GoneAnswerRepository(dataSource, options),
  );
  const vault = new TokenVault(options);
  const refresher = new TokenRefresh(
    options,
    connections,
    storedTokens,
    revocations,
    vault,
    upstream,
    grantStatus,
    new UnstoredGrants(),
  );
  const tokens = new AccessTokens(options, connections, vault, grantStatus, refresher);
  const unfinished = new UnfinishedRefreshes(options, storedTokens, vault, refresher);

  const connection = WORK === 'acquire' ? await connections.findById(CONNECTION_ID) : undefined;
  process.send?.('ready');
  await new Promise((resolve) => process.once('message', resolve));
  if (WORK === 'sweep') return new TokenRenewal(options, new RenewalRepository(dataSource, options), tokens).upkeep();
  if (WORK === 'watch') return unfinished.onApplicationBootstrap();
  const calls = Array.from({ length: Number(CALLERS) }, () => tokens.acquire(connection));
  process.send?.(await Promise.all(calls));
  await dataSource.destroy();
  process.disconnect();
}

void main();
