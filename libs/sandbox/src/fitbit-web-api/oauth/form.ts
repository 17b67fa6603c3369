import type { FastifyRequest } from 'fastify';
import { announcesForm, collectForm, FORM_TYPE, type Form } from '../../oauth/form';
import { invalidOAuthRequest } from '../errors/errors';

/**
 * The parameters of a POST, from its body and its query: the official examples use both.
 *
 * @throws FitbitWebApiError `invalid_request` for another content type, or for a repeated parameter
 */
export function readForm({ body, headers, url }: FastifyRequest): Form {
  const query = url.indexOf('?');
  const parameters = [...new URLSearchParams(query < 0 ? '' : url.slice(query + 1))];
  if (typeof body === 'string' && body !== '') {
    if (!announcesForm(headers['content-type'])) {
      throw invalidOAuthRequest(`Invalid Content-Type, expected ${FORM_TYPE}`);
    }
    parameters.push(...new URLSearchParams(body));
  }
  return collectForm(parameters, (name) => invalidOAuthRequest(`Parameter must not be repeated: ${name}`));
}

/** @throws FitbitWebApiError `invalid_request` */
export function required(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw invalidOAuthRequest(`Missing parameters: ${name}`);
  return value;
}
