import { readScope, writeScope } from '../oauth/google-scopes';
import type { Action, DataType } from '../data-types/data-type';
import { findDataType } from '../data-types/table';
import { invalid, invalidArgument, missingScope, permissionDenied, unknownDataType } from '../errors/errors';
import type { Service } from '../service';
import type { Caller } from '../../oauth/caller';

/** A data type that the caller may act on. */
export interface Collection {
  readonly type: DataType;
  /** Only the write scope was granted, so the caller only sees data that it wrote itself. */
  readonly ownOnly: boolean;
}

/**
 * Where the caller's own numeric id stands in for `{user}`: parents refused it, resource names accepted it, as
 * measured.
 */
export type UserRule = 'parent' | 'name';

/** @throws GoogleError 400 for anything but `me`, 403 for another person */
export function checkUser(user = '', rule: UserRule, { person }: Caller, { switches }: Service): void {
  if (user === 'me') return;
  if (!/^\d+$/.test(user)) throw invalidArgument();
  if (rule === 'parent' && !switches.numericUserInParent) throw invalidArgument();
  if (user !== person.healthUserId) throw permissionDenied();
}

/**
 * The service's own checks of a parent, in this order: parent and type, scope of the type, action.
 *
 * @throws GoogleError
 */
export function openCollection(
  { user, type: typeId }: { readonly user: string; readonly type: string },
  action: Action,
  rule: UserRule,
  caller: Caller,
  service: Service,
): Collection {
  checkUser(user, rule, caller, service);
  const type = findDataType(typeId, service.switches);
  if (!type) throw unknownDataType(typeId);
  const writes = action === 'create' || action === 'update' || action === 'batchDelete';
  const read = readScope(type.scopeGroup);
  const write = writeScope(type.scopeGroup);
  const readable = caller.scopes.has(read);
  if (writes ? !caller.scopes.has(write) : !readable && !caller.scopes.has(write)) {
    throw missingScope([writes ? write : read]);
  }
  if (!type.actions.includes(action)) throw unsupportedAction(type, action);
  return { type, ownOnly: !readable };
}

function unsupportedAction({ id, actions }: DataType, action: Action): Error {
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  const message = `${name} is not supported for data type ${id}, but the following actions are supported: ${actions.join(', ')}`;
  return invalid('UNSUPPORTED_DATA_TYPE_ACTION', message, [], { allowed_actions: actions.join(', ') });
}
