import type { CustomFetch } from 'openid-client';
import type { HttpAnswer, HttpClient } from './http-client';

/**
 * Makes openid-client send through our {@link HttpClient}, with its timeout and size limit. `settle` sees each answer before
 * the library does and may throw. What it returns reaches the library as JSON, even with a wrong content type of a proxy.
 */
export function oauthTransport(http: HttpClient, settle: (answer: HttpAnswer) => HttpAnswer): CustomFetch {
  return async (url, { method, headers, body }) => {
    if (method !== 'POST' || !(body instanceof URLSearchParams)) throw new TypeError('OAuth requests are forms.');
    const answer = settle(await http.send({ method, url, headers, body: body.toString() }));
    return new Response(answer.body, { status: answer.status, headers: { 'content-type': 'application/json' } });
  };
}
