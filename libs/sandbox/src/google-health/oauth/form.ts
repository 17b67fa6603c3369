import { announcesForm, collectForm, FORM_TYPE, type Form } from '../../oauth/form';
import { OAuthError } from './oauth-error';

/** @throws OAuthError `invalid_request` for another content type or a repeated parameter */
export function readForm(contentType: string | undefined, body: unknown): Form {
  if (!announcesForm(contentType)) throw invalidRequest(`The request body must be ${FORM_TYPE}.`);
  const parameters = new URLSearchParams(typeof body === 'string' ? body : '');
  return collectForm(parameters, (name) => invalidRequest(`Parameter must not be repeated: ${name}`));
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', description);
}
