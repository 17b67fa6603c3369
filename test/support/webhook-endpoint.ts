import type { ScriptedServer, SeenRequest } from './scripted-server';

/** Plays our route `webhook` on a scripted server, as far as Google's verification asks. */
export function answerAsWebhook(server: ScriptedServer, secrets: readonly string[]): void {
  const isHandshake = ({ body }: SeenRequest) => body === '{"type":"verification"}';
  server.always((request) => {
    if (!secrets.includes(request.headers.authorization ?? '')) return { status: 401 };
    return { status: isHandshake(request) ? 201 : 204 };
  });
}
