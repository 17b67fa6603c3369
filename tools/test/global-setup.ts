import { startServices } from '../services/client';

declare global {
  /** The only way in which Jest lets a global teardown see what the set-up made. */
  var stopServices: (() => Promise<void>) | undefined;
}

/** Gives every test process DATABASE_URL and REDIS_URL: those of the environment, or of throw-away servers. */
export default async function globalSetup(): Promise<void> {
  const services = startServices();
  const { databaseUrl, redisUrl } = await services.ready;
  process.env.DATABASE_URL = databaseUrl;
  process.env.REDIS_URL = redisUrl;
  globalThis.stopServices = services.stop;
}
