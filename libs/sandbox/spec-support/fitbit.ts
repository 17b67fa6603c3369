import { createHash } from 'node:crypto';
import type { Answer, Harness, Json } from './harness';
import { itemAt } from './items';
import { definedOnly, type Parameters } from './parameters';

export const FITBIT_REDIRECT = 'http://127.0.0.1:3000/fitbit/complete';
export const FITBIT_VERIFIER = 'v'.repeat(43);
export const BASIC = `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`;

/** A valid authorization request; `undefined` omits a parameter. */
export function fitbitAuthorization(changes: Parameters = {}): Record<string, string> {
  return definedOnly({
    client_id: 'sandbox-client',
    redirect_uri: FITBIT_REDIRECT,
    response_type: 'code',
    scope: 'activity sleep',
    state: 'a b&c',
    code_challenge: createHash('sha256').update(FITBIT_VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
}

/** Submits the consent form and returns the redirect. */
export async function fitbitDecision(harness: Harness, person: string, changes: Parameters = {}): Promise<URL> {
  const form = { ...fitbitAuthorization(), person, decision: 'allow', ...changes };
  const answer = await harness.form('/oauth2/authorize', definedOnly(form));
  if (answer.status !== 302) throw new Error(`No redirect but ${answer.status}: ${answer.text}`);
  return new URL(answer.headers.get('location') ?? '');
}

export async function fitbitCode(harness: Harness, person: string, changes: Parameters = {}): Promise<string> {
  return (await fitbitDecision(harness, person, changes)).searchParams.get('code') ?? '';
}

export function fitbitToken(harness: Harness, parameters: Parameters, authorization = BASIC): Promise<Answer> {
  return harness.form('/oauth2/token', definedOnly(parameters), authorization === '' ? {} : { authorization });
}

/** Exchanges a code as `sandbox-client`. */
export function fitbitExchange(harness: Harness, code: string, changes: Parameters = {}): Promise<Answer> {
  return fitbitToken(harness, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: FITBIT_REDIRECT,
    code_verifier: FITBIT_VERIFIER,
    ...changes,
  });
}

export function fitbitRefresh(harness: Harness, refreshToken: unknown): Promise<Answer> {
  return fitbitToken(harness, { grant_type: 'refresh_token', refresh_token: String(refreshToken) });
}

/** An access token without a browser; with every scope by default. */
export async function fitbitAccess(harness: Harness, person: string, ...scopes: string[]): Promise<string> {
  const options = { upstream: 'fitbit-web-api', ...(scopes.length > 0 ? { scopes } : {}) };
  return (await harness.control('POST', `people/${person}/token`, options)).json.access_token as string;
}

/** The only error of an error answer. */
export function fitbitErrorOf({ json }: Answer): Json {
  return itemAt(json.errors as Json[]);
}

/** The items of a series answer. */
export function itemsOf({ json }: Answer): { readonly dateTime: string; readonly value: string }[] {
  return Object.values(json)[0] as { dateTime: string; value: string }[];
}
