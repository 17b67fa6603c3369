// Gives every test process DATABASE_URL and REDIS_URL: those of the environment, else of throw-away servers.
module.exports = async () => {
  const { startServices } = await import('./services/client.mjs');
  const services = await startServices();
  process.env.DATABASE_URL = services.databaseUrl;
  process.env.REDIS_URL = services.redisUrl;
  globalThis.__services = services;
};
