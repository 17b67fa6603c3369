import { OAuthError } from './oauth-error';

const FORM = 'application/x-www-form-urlencoded';

/** The parameters of a form post; empty ones count as not sent (RFC 6749 §3.2). */
export type Form = ReadonlyMap<string, string>;

/** @throws OAuthError `invalid_request` for another content type or a parameter that is sent twice */
export function readForm(contentType: string | undefined, body: unknown): Form {
  if (contentType?.split(';')[0].trim().toLowerCase() !== FORM) {
    throw new OAuthError('invalid_request', `The request body must be ${FORM}.`);
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(typeof body === 'string' ? body : '')) {
    if (form.has(name)) throw new OAuthError('invalid_request', `Parameter must not be repeated: ${name}`);
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}
