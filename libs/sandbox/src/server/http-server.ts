import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { sendErrorPage, sendNotFound } from './not-found';

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** A bare HTTP server: bodies arrive as text, unknown paths get the page, nothing is logged. */
export function createHttpServer(): FastifyInstance {
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (_error, request, reply) => void sendErrorPage(reply, 400, 'Bad Request', request.url),
  });
  // Each service reads bodies by its own rules, and none of them should fail before a service had its say.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler(sendNotFound);
  return app;
}

/** `true` for what Fastify itself refuses: a body that is too large, a broken header. */
export function isClientError(error: unknown): error is FastifyError & { statusCode: number } {
  const { statusCode } = error as Partial<FastifyError>;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500;
}
