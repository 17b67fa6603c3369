import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from './html';

/** For an unknown path or verb, Google's front end answers with a page before it checks the token. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendErrorPage(reply, 404, 'Not Found', request.url);
}

export function sendErrorPage(reply: FastifyReply, status: number, title: string, url: string): FastifyReply {
  const [path] = url.split('?', 1);
  const said =
    status === 404
      ? html`The requested URL <code>${path}</code> was not found on this server.`
      : html`Your client has issued a malformed or illegal request.`;
  const page = html`<!DOCTYPE html>
    <html lang="en">
      <meta charset="utf-8" />
      <title>Error ${status} (${title})!!1</title>
      <p><b>${status}.</b> <ins>That’s an error.</ins></p>
      <p>${said} <ins>That’s all we know.</ins></p>
    </html> `;
  return reply.code(status).header('content-type', 'text/html; charset=UTF-8').send(page.markup);
}
