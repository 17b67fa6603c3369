import { invalidOAuthRequest } from '../errors/errors';
import { readForm } from '../oauth/form';
import { introspectedScopes } from '../oauth/fitbit-scopes';
import { CLIENT } from '../../oauth/client';
import type { Call, RegisterRoute } from '../routes';
import { devicesOf } from './devices';
import { profileOf } from './user-profile';

/** The endpoints for profiles, devices, friends and token introspection. */
export function registerAccount(route: RegisterRoute): void {
  route({ path: '/1/user/:user/profile.json', scope: 'profile', handle: profileOf });
  route({ path: '/1/user/:user/badges.json', scope: 'profile', handle: () => ({ badges: [] }) });
  route({ path: '/1/user/:user/devices.json', scope: 'settings', handle: ({ person }) => devicesOf(person) });
  route({
    path: '/1/user/:user/devices/tracker/:tracker/alarms.json',
    scope: 'settings',
    handle: () => ({ trackerAlarms: [] }),
  });
  route({ path: '/1.1/user/:user/friends.json', scope: 'social', handle: () => ({ data: [] }) });
  route({
    path: '/1.1/user/:user/leaderboard/friends.json',
    scope: 'social',
    handle: () => ({ data: [], included: [] }),
  });
  route({ verb: 'POST', path: '/1.1/oauth2/introspect', handle: introspect });
}

/** Any valid token of the application may ask. Introspection does not count as using the token. */
function introspect({ request, service: { grants, world } }: Call): object {
  const token = readForm(request).get('token');
  if (token === undefined) throw invalidOAuthRequest('Missing parameters: token');
  const access = grants.look(token);
  if (!access) return { active: false };
  return {
    active: true,
    scope: introspectedScopes(access.scopes),
    client_id: CLIENT.id,
    user_id: world.find(access.grant.personId)?.legacyUserId,
    token_type: 'access_token',
    exp: Math.floor(access.expiresAtMs / 1000),
    iat: Math.floor(access.issuedAtMs / 1000),
  };
}
