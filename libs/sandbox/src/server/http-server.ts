import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { sendErrorPage, sendNotFound } from './not-found';

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** An HTTP server without logging. Bodies arrive as text; unknown paths get an error page. */
export function createHttpServer(): FastifyInstance {
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (_error, request, reply) => void sendErrorPage(reply, 400, 'Bad Request', request.url),
  });
  // Each service parses bodies by its own rules, and none may fail before the service has checked the request.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler(sendNotFound);
  return app;
}

/** `true` for errors that Fastify itself raises, for example for a body that is too large. */
export function isClientError(error: unknown): error is FastifyError & { statusCode: number } {
  const { statusCode } = error as Partial<FastifyError>;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500;
}
