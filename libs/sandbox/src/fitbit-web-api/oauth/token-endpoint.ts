import type { FastifyInstance, FastifyRequest } from 'fastify';
import { basicCredentials, CLIENT } from '../../oauth/client';
import { deadToken, invalidClient, invalidOAuthRequest } from '../errors/errors';
import type { Form } from '../../oauth/form';
import { readForm, required } from './form';
import type { GrantStore } from './grant-store';
import type { ConsentGrant, TokenAnswer } from './grants';

interface TokenEndpoint {
  readonly grants: GrantStore;
  /** Called after a person's grant was revoked. */
  readonly revoked: (grant: ConsentGrant) => void;
}

/** The values that the Swagger document allows for `expires_in`. */
const LIFETIMES = ['28800', '3600'];

/**
 * `POST /oauth2/token` and `POST /oauth2/revoke`.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/authorization/oauth2-token/
 */
export function registerTokenEndpoint(app: FastifyInstance, { grants, revoked }: TokenEndpoint): void {
  app.post('/oauth2/token', (request) => {
    const form = readForm(request);
    const grantType = required(form, 'grant_type');
    authenticate(request, form);
    return answerTo(grantType, form, grants);
  });

  app.post('/oauth2/revoke', (request, reply) => {
    const form = readForm(request);
    authenticate(request, form);
    const token = required(form, 'token');
    const grant = grants.revoke(token);
    if (!grant) throw deadToken(token);
    revoked(grant);
    return reply.code(200).send();
  });
}

function answerTo(grantType: string, form: Form, grants: GrantStore): TokenAnswer {
  const expiresIn = lifetimeIn(form);
  if (grantType === 'authorization_code') {
    return grants.redeem(required(form, 'code'), form.get('redirect_uri'), form.get('code_verifier'), expiresIn);
  }
  if (grantType === 'refresh_token') return grants.refresh(required(form, 'refresh_token'), expiresIn);
  throw invalidOAuthRequest(`Invalid grant_type: ${grantType}`);
}

function lifetimeIn(form: Form): number | undefined {
  const text = form.get('expires_in');
  if (text === undefined) return undefined;
  if (!LIFETIMES.includes(text)) throw invalidOAuthRequest(`Invalid expires_in: ${text}`);
  return Number(text);
}

/** The application is of type "Server": it authenticates with its secret by HTTP Basic only. */
function authenticate({ headers }: FastifyRequest, form: Form): void {
  const credentials = basicCredentials(headers.authorization);
  if (credentials?.id !== CLIENT.id || credentials.secret !== CLIENT.secret) throw invalidClient();
  if ((form.get('client_id') ?? CLIENT.id) !== CLIENT.id) throw invalidClient();
}
