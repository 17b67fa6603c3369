import type { FastifyInstance, FastifyRequest } from 'fastify';
import { personIn } from '../world/person-in';
import { syncMany } from '../world/sync-many';
import type { Person } from '../people/person';
import { DATA_TYPES, type DataType } from '../people/data-type';
import type { UpstreamServer } from '../server/upstream-server';
import type { SyncRequest, UpstreamId, World } from '../world/world';
import { ControlError } from './control-error';
import { type Json, readInstant, readJson, readNumber, readObject, readText, readTexts } from './read-json';

interface PeopleOptions {
  readonly world: World;
  readonly upstreams: Readonly<Partial<Record<UpstreamId, UpstreamServer>>>;
  /** Withdraws a person's permission and returns the upstreams that had one. */
  readonly revoke: (personId: string, upstream?: UpstreamId) => UpstreamId[];
}

const UPSTREAM_NAMES: readonly UpstreamId[] = ['google-health', 'fitbit-web-api'];

/** The routes for people and their data. */
export function registerPeople(app: FastifyInstance, { world, upstreams, revoke }: PeopleOptions): void {
  app.get('/people', () => ({ people: world.people.map(summary) }));

  app.get('/people/:id/series', (request) => {
    const upstream = (request.query as Readonly<Record<string, unknown>>).upstream ?? 'google-health';
    return { series: world.truth(personOf(request).id, upstreamName(upstream)) };
  });

  app.get('/people/:id/grant', (request) => {
    const { upstream: name = 'google-health' } = request.query as Readonly<Record<string, unknown>>;
    const upstream = upstreams[upstreamName(name)];
    const { id } = personOf(request);
    return { alive: upstream?.hasGrant(id) ?? false, subscriptions: upstream?.subscriptionsOf(id) ?? [] };
  });

  app.post('/people/:id/token', (request) => {
    const json = readObject(readJson(request.body), 'The body', ['upstream', 'scopes', 'expiresIn']);
    const name = upstreamName(json.upstream ?? 'google-health');
    const upstream = upstreams[name];
    if (!upstream) throw new ControlError(`The sandbox does not simulate ${name}.`);
    const scopes = readTexts(json, 'scopes') ?? upstream.scopes;
    const unknown = scopes.filter((scope) => !upstream.knowsScope(scope));
    if (unknown.length > 0) throw new ControlError(`Unknown scope: ${unknown.join(', ')}.`);
    if (scopes.length === 0) throw new ControlError('"scopes" must name at least one scope.');
    const expiresIn = readNumber(json, 'expiresIn', 1, 1_000_000_000);
    return upstream.grant(personOf(request).id, [...new Set(scopes)], expiresIn);
  });

  app.post('/people/:id/sync', (request) => {
    const json = readObject(readJson(request.body), 'The body', ['dates', 'types', 'deviceTime']);
    return { changes: world.sync(personOf(request).id, readSync(json)) };
  });

  app.post('/sync', (request) => {
    const json = readObject(readJson(request.body), 'The body', ['people', 'dates', 'types']);
    const named = readTexts(json, 'people');
    return { people: syncMany(world, { ...readSync(json), ...(named ? { people: named } : {}) }) };
  });

  app.post('/people/:id/revoke', (request) => {
    const json = readObject(readJson(request.body), 'The body', ['upstream']);
    const upstream = json.upstream === undefined ? undefined : upstreamName(json.upstream);
    return { revoked: revoke(personOf(request).id, upstream) };
  });

  app.post('/people/:id/edit', (request) => {
    const json = readObject(readJson(request.body), 'The body', ['resource', 'date', 'value']);
    const [resource, date] = [readText(json, 'resource'), readText(json, 'date')];
    const { value } = json;
    if (resource === undefined || date === undefined) throw new ControlError('An edit needs a resource and a date.');
    if (value !== null && typeof value !== 'string' && typeof value !== 'number') {
      throw new ControlError('"value" must be a decimal number, or null to remove it.');
    }
    return {
      changes: world.edit(personOf(request).id, { resource, date, value: value === null ? null : String(value) }),
    };
  });

  function personOf(request: FastifyRequest): Person {
    const { id } = request.params as { readonly id: string };
    return personIn(world, id);
  }
}

function readSync(json: Json): SyncRequest {
  const types = readTexts(json, 'types');
  const unknown = types?.find((type) => !isDataType(type));
  if (unknown !== undefined) throw new ControlError(`Unknown type: ${unknown}. Known are ${DATA_TYPES.join(', ')}.`);
  const deviceTime = readText(json, 'deviceTime');
  return {
    dates: readTexts(json, 'dates') ?? [],
    ...(types ? { types: types.filter(isDataType) } : {}),
    ...(deviceTime === undefined ? {} : { deviceTime: readInstant(deviceTime, 'deviceTime') }),
  };
}

function summary({ id, healthUserId, legacyUserId, timeZone, memberSince }: Person): object {
  return { id, healthUserId, legacyUserId, timeZone, memberSince };
}

function isDataType(type: string): type is DataType {
  return (DATA_TYPES as readonly string[]).includes(type);
}

function upstreamName(value: unknown): UpstreamId {
  const name = UPSTREAM_NAMES.find((known) => known === value);
  if (!name) throw new ControlError(`"upstream" must be ${UPSTREAM_NAMES.join(' or ')}.`);
  return name;
}
