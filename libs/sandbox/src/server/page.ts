import type { FastifyReply } from 'fastify';
import { Html, html } from './html';

const STYLE = new Html(`
  :root { color-scheme: light dark; --ink: #1f2328; --paper: #fff; --line: #d8dee4; --soft: #f6f8fa; --accent: #0b57d0 }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #161b22; --line: #3d444d; --soft: #0d1117; --accent: #7cacf8 } }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--soft); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 34rem; margin: 6vh auto; padding: 0 1.5rem 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; overflow: hidden }
  .sandbox { margin: 0 -1.5rem 1.5rem; padding: .5rem 1.5rem; background: #fde293; color: #3c2a00; font-size: .875rem }
  h1 { font-size: 1.375rem; margin: 0 0 1rem } select, button { font: inherit; padding: .5rem .75rem; border-radius: 8px; border: 1px solid var(--line) }
  select { width: 100%; background: var(--paper); color: inherit } fieldset { border: 0; padding: 0; margin: 1.25rem 0 }
  legend { font-weight: 600; padding: 0; margin-bottom: .5rem } label.scope { display: flex; gap: .75rem; padding: .375rem 0; align-items: baseline }
  label.scope small, p.hint { display: block; opacity: .75; overflow-wrap: anywhere } .buttons { display: flex; gap: .75rem; justify-content: flex-end }
  button { background: var(--paper); color: inherit; cursor: pointer } button.allow { background: var(--accent); border-color: var(--accent); color: var(--paper) }
`);

/** Answers with a page whose first line says that it belongs to the sandbox. */
export function sendPage(reply: FastifyReply, status: number, title: string, content: Html): FastifyReply {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <p class="sandbox">
            <strong>Sandbox.</strong> This is neither Google nor Fitbit: people, data and tokens are made up.
          </p>
          ${content}
        </main>
      </body>
    </html> `;
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-frame-options', 'DENY')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
    .send(page.markup);
}
