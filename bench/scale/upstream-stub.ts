import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers what the sweeps of the Fitbit Web API ask, for every user alike: a new token pair, and a subscription. */
export async function startUpstreamStub(): Promise<{ readonly url: string; close(): Promise<void> }> {
  let tokens = 0;
  const server = http.createServer((request, response) => {
    request.resume();
    const path = request.url ?? '';
    const number = ++tokens;
    const body = path.startsWith('/oauth2/token')
      ? {
          access_token: `access ${number}`,
          refresh_token: `refresh ${number}`,
          expires_in: 28_800,
          token_type: 'Bearer',
          user_id: 'U1',
        }
      : path.endsWith('apiSubscriptions.json')
        ? { apiSubscriptions: [] }
        : { user: {} };
    response.writeHead(request.method === 'POST' && !path.startsWith('/oauth2') ? 201 : 200, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
