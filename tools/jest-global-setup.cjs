// Gives every test process DATABASE_URL and REDIS_URL: those of the environment, else throw-away servers.
const { spawn } = require('node:child_process');
const path = require('node:path');
const readline = require('node:readline');

module.exports = async () => {
  const services = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', path.join(__dirname, 'dev-services.mjs')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const line = await new Promise((resolve, reject) => {
    readline.createInterface(services.stdout).on('line', (text) => text.startsWith('{') && resolve(text));
    services.once('exit', (code) => reject(new Error(`The test services ended with exit code ${code}.`)));
  });
  const { databaseUrl, redisUrl } = JSON.parse(line);
  process.env.DATABASE_URL = databaseUrl;
  process.env.REDIS_URL = redisUrl;
  globalThis.__devServices = services;
};
