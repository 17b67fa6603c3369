// Gives every test process DATABASE_URL and REDIS_URL: those of the environment, else of throw-away servers.
module.exports = async () => {
  const { startServices } = await import('./services/client.mjs');
  const services = startServices();
  const { databaseUrl, redisUrl } = await services.ready;
  process.env.DATABASE_URL = databaseUrl;
  process.env.REDIS_URL = redisUrl;
  /** @type {{ stopServices?: () => Promise<void> }} */ (globalThis).stopServices = services.stop; // all that Jest lets a teardown see
};
