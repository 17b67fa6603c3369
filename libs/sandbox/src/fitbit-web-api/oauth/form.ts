import type { FastifyRequest } from 'fastify';
import { invalidOAuthRequest } from '../errors/errors';

const FORM = 'application/x-www-form-urlencoded';

/** Parameters of a POST; empty ones count as not sent. */
export type Form = ReadonlyMap<string, string>;

/**
 * A POST's parameters: of the body and, as the official examples do it, of the query (reference §1.2).
 *
 * @throws FitbitError `invalid_request` for a body of another type, or a parameter that is sent twice
 */
export function readForm(request: FastifyRequest): Form {
  const { body, headers, url } = request;
  const query = url.indexOf('?');
  const pairs = [...new URLSearchParams(query < 0 ? '' : url.slice(query + 1))];
  if (typeof body === 'string' && body !== '') {
    if (headers['content-type']?.split(';')[0].trim().toLowerCase() !== FORM) {
      throw invalidOAuthRequest(`Invalid Content-Type, expected ${FORM}`);
    }
    pairs.push(...new URLSearchParams(body));
  }
  const form = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (form.has(name)) throw invalidOAuthRequest(`Parameter must not be repeated: ${name}`);
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}

/** @throws FitbitError `invalid_request`, in the words of reference §2.2 */
export function required(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw invalidOAuthRequest(`Missing parameters: ${name}`);
  return value;
}
