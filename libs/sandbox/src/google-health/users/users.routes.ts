import { METHODS } from '../auth/methods';
import { checkUser } from '../auth/collection';
import { invalidArgument, unplayed } from '../errors/errors';
import type { RegisterRoute } from '../routes';
import { identityOf } from './user-identity';
import { irnProfileOf } from './irn-profile';
import { getPairedDevice, listPairedDevices } from './paired-devices';
import { profileOf } from './user-profile';
import { settingsOf } from './user-settings';

/** The methods of `users`. */
export function registerUsers(route: RegisterRoute): void {
  route({
    verb: 'GET',
    path: '/users/:user/identity',
    method: METHODS.getIdentity,
    query: {},
    handle: ({ caller, params }) => {
      if (params.user !== '-') onlyMe(params.user);
      return identityOf(caller.person);
    },
  });
  route({
    verb: 'GET',
    path: '/users/:user/profile',
    method: METHODS.getProfile,
    query: {},
    handle: ({ caller, params }) => {
      onlyMe(params.user);
      return profileOf(caller);
    },
  });
  route({
    verb: 'GET',
    path: '/users/:user/settings',
    method: METHODS.getSettings,
    query: {},
    handle: ({ caller, params, service }) => {
      onlyMe(params.user);
      return settingsOf(caller.person, service.now());
    },
  });
  route({
    verb: 'GET',
    path: '/users/:user/irnProfile',
    method: METHODS.getIrnProfile,
    query: {},
    handle: ({ caller, params }) => {
      onlyMe(params.user);
      return irnProfileOf(caller.person);
    },
  });
  registerPairedDevices(route);
  for (const [resource, method] of [
    ['profile', METHODS.updateProfile],
    ['settings', METHODS.updateSettings],
  ] as const) {
    route({
      verb: 'PATCH',
      path: `/users/:user/${resource}`,
      method,
      query: { updateMask: 'string' },
      handle: () => {
        throw unplayed();
      },
    });
  }
}

function registerPairedDevices(route: RegisterRoute): void {
  route({
    verb: 'GET',
    path: '/users/:user/pairedDevices',
    method: METHODS.listPairedDevices,
    query: { pageSize: 'int32', pageToken: 'string' },
    handle: ({ caller, params, query, service }) => {
      checkUser(params.user, 'name', caller, service);
      return listPairedDevices(caller.person, query.pageSize, query.pageToken);
    },
  });
  route({
    verb: 'GET',
    path: '/users/:user/pairedDevices/:device',
    method: METHODS.getPairedDevice,
    query: {},
    handle: ({ caller, params, service }) => {
      checkUser(params.user, 'name', caller, service);
      return getPairedDevice(caller.person, params.device ?? '');
    },
  });
}

/** Whether these methods accept the numeric id is unknown, so they refuse it. */
function onlyMe(user: string | undefined): void {
  if (user !== 'me') throw invalidArgument();
}
