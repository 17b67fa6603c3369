import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CLIENT } from '../../oauth/client';
import { readAssertion } from './assertion';
import { authenticateClient } from './client';
import type { Form } from '../../oauth/form';
import { readForm } from './form';
import type { GrantStore } from './grant-store';
import type { IdTokens } from './id-token';
import { OAuthError } from './oauth-error';
import { parseScopes } from '../../oauth/scope-list';
import type { ServiceTokens } from './service-tokens';
import { tokenAnswer } from './issued-answer';

interface TokenEndpoint {
  readonly grants: GrantStore;
  readonly idTokens: IdTokens;
  readonly serviceTokens: ServiceTokens;
  readonly issuer: () => string;
  readonly now: () => number;
}

type GrantType = (form: Form, endpoint: TokenEndpoint) => object;

const GRANT_TYPES: Readonly<Record<string, GrantType>> = {
  authorization_code: (form, { grants, idTokens }) =>
    tokenAnswer(grants.redeem(required(form, 'code'), form.get('redirect_uri'), form.get('code_verifier')), idTokens),
  refresh_token: (form, { grants, idTokens }) => {
    const scope = form.get('scope');
    return tokenAnswer(
      grants.refresh(required(form, 'refresh_token'), scope ? parseScopes(scope) : undefined),
      idTokens,
    );
  },
};

/** Requires no client authentication: the assertion identifies the caller. */
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** `POST /token`, `POST /revoke`, `GET|POST /tokeninfo`. */
export function registerTokenEndpoint(app: FastifyInstance, endpoint: TokenEndpoint): void {
  app.post('/token', (request, reply) =>
    answer(reply, () => {
      const form = readForm(request.headers['content-type'], request.body);
      const name = form.get('grant_type') ?? '';
      if (name === JWT_BEARER) return bearAssertion(form, request, endpoint);
      const grantType = Object.hasOwn(GRANT_TYPES, name) ? GRANT_TYPES[name] : undefined;
      if (!grantType) throw new OAuthError('unsupported_grant_type', `Invalid grant_type: ${name}`);
      authenticateClient(request.headers.authorization, form);
      return grantType(form, endpoint);
    }),
  );

  app.post('/revoke', (request, reply) =>
    answer(reply, () => {
      const token = readParameter(request, 'token');
      if (!endpoint.grants.revoke(token)) throw new OAuthError('invalid_token', 'Token expired or revoked');
      return {};
    }),
  );

  app.route({
    method: ['GET', 'POST'],
    url: '/tokeninfo',
    handler: (request, reply) => answer(reply, () => tokenInfo(readParameter(request, 'access_token'), endpoint)),
  });
}

function bearAssertion(form: Form, { headers }: FastifyRequest, endpoint: TokenEndpoint): object {
  const audiences = [`${endpoint.issuer()}/token`, `http://${headers.host ?? ''}/token`];
  const scopes = readAssertion(required(form, 'assertion'), { audiences, nowMs: endpoint.now() });
  return endpoint.serviceTokens.issue(scopes);
}

function tokenInfo(token: string, { grants, now }: TokenEndpoint): object {
  const access = grants.access(token);
  if (!access) throw new OAuthError('invalid_token', 'Invalid Value');
  const { scopes, expiresAtMs } = access;
  return {
    azp: CLIENT.id,
    aud: CLIENT.id,
    scope: [...scopes].join(' '),
    exp: String(Math.floor(expiresAtMs / 1000)),
    expires_in: String(Math.floor((expiresAtMs - now()) / 1000)),
  };
}

/** Google also accepts this parameter in the query. */
function readParameter(request: FastifyRequest, name: string): string {
  const query = request.query as Readonly<Record<string, unknown>>;
  if (typeof query[name] === 'string' && query[name] !== '') return query[name];
  const form =
    request.body === undefined ? new Map<string, string>() : readForm(request.headers['content-type'], request.body);
  return required(form, name);
}

function required(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthError('invalid_request', `Missing required parameter: ${name}`);
  return value;
}

function answer(reply: FastifyReply, work: () => object): FastifyReply {
  void reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
  try {
    return reply.send(work());
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return reply.code(error.httpStatus).send(error.toJSON());
  }
}
