import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Server } from 'node:http';
import { ENVIRONMENT, type Environment, type Variables } from '../../common/src';
import { configure } from './configure';
import { SampleModule } from './sample.module';

export interface RunningSample {
  readonly app: NestExpressApplication;
  readonly environment: Environment;
}

/**
 * The sample, listening. Without `variables` it reads the process's environment.
 *
 * @throws EnvironmentError and FitbitOptionsError
 */
export async function startSample(logger: LoggerService | false, variables?: Variables): Promise<RunningSample> {
  const app = await NestFactory.create<NestExpressApplication>(await SampleModule.register(variables), {
    abortOnError: false,
    forceCloseConnections: true, // open event streams would hold up the end
    logger,
  });
  const environment = app.get<Environment>(ENVIRONMENT);
  configure(app, environment);
  closeSlowRequests(app.getHttpServer());
  await app.listen(environment.sample.port, environment.sample.host);
  return { app, environment };
}

/** Node waits five minutes for the rest of a request. It looks for slow ones every 30 seconds. */
function closeSlowRequests(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 20_000;
}
