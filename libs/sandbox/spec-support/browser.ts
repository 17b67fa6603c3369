import { createHash } from 'node:crypto';
import type { Answer, Harness } from './harness';
import { scope } from './harness';
import { itemAt } from './items';
import { definedOnly, type Parameters } from './parameters';

export const REDIRECT_URI = 'http://127.0.0.1:3000/fitbit/callback?x=1';
export const VERIFIER = 'v'.repeat(43);
export const S256 = createHash('sha256').update(VERIFIER).digest('base64url');
export const STEPS = scope('activity_and_fitness.readonly');
export const SLEEP = scope('sleep.readonly');

/** A valid authorization request; `undefined` omits a parameter. */
export function authorizationQuery(changes: Parameters = {}): URLSearchParams {
  return new URLSearchParams(
    definedOnly({
      client_id: 'sandbox-client',
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: `${STEPS} ${SLEEP}`,
      state: 'a b&c=ü',
      access_type: 'offline',
      code_challenge: S256,
      code_challenge_method: 'S256',
      ...changes,
    }),
  );
}

export function openConsentPage(harness: Harness, changes: Parameters = {}): Promise<Answer> {
  return harness.send('GET', `/o/oauth2/v2/auth?${authorizationQuery(changes).toString()}`);
}

/** The fields that a browser would send for the form of a page, with all boxes ticked and the preselected person. */
export function formOf({ text }: Answer): URLSearchParams {
  const form = new URLSearchParams();
  for (const [tag] of text.matchAll(/<input[^>]*>/g)) form.append(attribute(tag, 'name'), attribute(tag, 'value'));
  const [select] = /<select[\s\S]*<\/select>/.exec(text) ?? [''];
  const options = [...select.matchAll(/<option[^>]*>/g)].map(([tag]) => tag);
  const chosen = options.find((tag) => tag.includes('selected')) ?? itemAt(options);
  form.append('person', attribute(chosen, 'value'));
  return form;
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return value.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity: string) => String(entities[entity]));
}

/** Submits the form with a decision and returns the redirect. */
export async function decide(harness: Harness, form: URLSearchParams, decision = 'allow'): Promise<URL> {
  form.set('decision', decision);
  const answer = await harness.send('POST', '/o/oauth2/v2/auth', { body: form });
  if (answer.status !== 302) throw new Error(`No redirect but ${answer.status}: ${answer.text}`);
  return new URL(answer.headers.get('location') ?? '');
}

/** Consents to everything and returns the code. */
export async function consent(harness: Harness, changes: Parameters = {}): Promise<string> {
  const location = await decide(harness, formOf(await openConsentPage(harness, changes)));
  return location.searchParams.get('code') ?? '';
}

/** Exchanges a code as `sandbox-client`; `undefined` omits a parameter. */
export function exchange(harness: Harness, code: string, changes: Parameters = {}): Promise<Answer> {
  return harness.form(
    '/token',
    definedOnly({
      grant_type: 'authorization_code',
      code,
      client_id: 'sandbox-client',
      client_secret: 'sandbox-secret',
      redirect_uri: REDIRECT_URI,
      code_verifier: VERIFIER,
      ...changes,
    }),
  );
}

export function refresh(harness: Harness, refreshToken: string, changes: Parameters = {}): Promise<Answer> {
  return harness.form(
    '/token',
    definedOnly({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: 'sandbox-client',
      client_secret: 'sandbox-secret',
      ...changes,
    }),
  );
}
