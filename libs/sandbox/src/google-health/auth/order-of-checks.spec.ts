import { DATA_TYPES } from '../data-types/table';
import { readScope, writeScope } from '../oauth/google-scopes';
import { personWith, worldOf } from '../../../spec-support/hand-made';
import { errorInfoOf, Harness, messageOf, pointsOf, scope, violationsOf } from '../../../spec-support/harness';

const ACTIVITY = scope('activity_and_fitness.readonly');
const SLEEP = scope('sleep.readonly');
const PROFILE = scope('profile.readonly');
const CLOUD = 'https://www.googleapis.com/auth/cloud-platform';

describe('order of checks', () => {
  const anna = personWith([], 'anna', '8512524441117254421');
  const ben = personWith([], 'ben', '1173016576421350648');
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna, ben), quota: false });
  });
  afterAll(() => harness.close());

  describe('routing comes first', () => {
    it.each([
      ['GET', '/v4/users/me'],
      ['GET', '/v4/users/me/userProfile'],
      ['GET', '/v4beta/users/me/identity'],
      ['POST', '/v4/users/me/identity'],
      ['HEAD', '/v4/users/me/identity'],
      ['GET', pointsOf('steps', ':dailyRollUp')],
      ['GET', pointsOf('steps', ':dailyRollup')],
      ['POST', pointsOf('steps', ':dailyrollup')],
      ['PUT', pointsOf('steps')],
      ['GET', `${pointsOf('steps')}/`],
      ['GET', pointsOf('exercise', '/1:exportTcx')],
      ['GET', pointsOf('sleep', '/1:exportExerciseTcx')],
      ['GET', '/'],
    ])('answers %s %s with the 404 page, with and without a token', async (method, path) => {
      const answer = await harness.send(method, path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=UTF-8');
      if (method !== 'HEAD') expect(answer.text).toMatch(/The requested URL .* was not found on this server/);
    });

    it('escapes the path on that page', async () => {
      expect((await harness.send('GET', '/<script>')).text).not.toContain('<script>');
    });

    it('answers an invalid percent-encoding with a page, not with an internal error', async () => {
      expect((await harness.send('GET', '/v4/users/%zz/identity')).status).toBe(400);
    });
  });

  describe('401', () => {
    it('names service and method when there is no token', async () => {
      const answer = await harness.send('GET', pointsOf('steps'));
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="https://accounts.google.com/"');
      expect(messageOf(answer)).toMatch(/^Request is missing required authentication credential/);
      expect(answer.json.error).toMatchObject({ code: 401, status: 'UNAUTHENTICATED' });
      expect(errorInfoOf(answer)).toMatchObject({
        reason: 'CREDENTIALS_MISSING',
        metadata: {
          service: 'health.googleapis.com',
          method: 'google.devicesandservices.health.v4.DataPointsService.ListDataPoints',
        },
      });
    });

    it.each(['Bearer junk', 'Bearer', 'Basic abc', 'junk', 'Bearer a b'])(
      'has no details for "%s"',
      async (authorization) => {
        const answer = await harness.send('GET', pointsOf('steps'), { headers: { authorization } });
        expect(answer.status).toBe(401);
        expect(messageOf(answer)).toMatch(/^Request had invalid authentication credentials/);
        expect(answer.json.error).not.toHaveProperty('details');
        expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
      },
    );

    it('accepts the scheme in upper and lower case', async () => {
      const headers = { authorization: `bearer ${await harness.token('anna')}` };
      expect((await harness.send('GET', '/v4/users/me/identity', { headers })).status).toBe(200);
    });
  });

  describe('403 of the front end', () => {
    it('refuses a token without any scope of the method, before it checks the type', async () => {
      const answer = await harness.get(pointsOf('no-such-type'), await harness.token('anna', PROFILE));
      expect(answer.status).toBe(403);
      expect(messageOf(answer)).toBe('Request had insufficient authentication scopes.');
      expect(errorInfoOf(answer)).toMatchObject({
        reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        domain: 'googleapis.com',
        metadata: { method: 'google.devicesandservices.health.v4.DataPointsService.ListDataPoints' },
      });
    });

    it('comes before a bad body', async () => {
      const answer = await harness.post(pointsOf('steps', ':dailyRollUp'), await harness.token('anna', PROFILE), '{');
      expect(errorInfoOf(answer).reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    });

    it('refuses every user method to a token that also has cloud-platform', async () => {
      const answer = await harness.get(pointsOf('steps'), await harness.token('anna', ACTIVITY, CLOUD));
      expect(answer.status).toBe(403);
      expect(messageOf(answer)).toBe('Request contains disallowed OAuth scope(s).');
      expect(errorInfoOf(answer)).toMatchObject({
        reason: 'DISALLOWED_OAUTH_SCOPES',
        metadata: { disallowed_scopes: 'cloud_platform' },
      });
    });

    it('allows no method with cloud-platform alone', async () => {
      const answer = await harness.get(pointsOf('steps'), await harness.token('anna', CLOUD));
      expect(errorInfoOf(answer).reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    });
  });

  describe('400 of the parent', () => {
    it.each(['resting-heart-rate', 'heartRate', 'heart_rate', 'Steps', 'basal-energy-burned', 'constructor'])(
      'refuses the unknown type %s even without any scope',
      async (type) => {
        const answer = await harness.get(pointsOf(type), await harness.token('anna', SLEEP));
        const message = `Invalid data type ID referenced in the parent data type collection: ${type}`;
        expect([answer.status, messageOf(answer)]).toEqual([400, message]);
        expect(errorInfoOf(answer).reason).toBe('INVALID_PARENT_DATA_TYPE_COLLECTION');
        expect(violationsOf(answer)).toEqual([{ field: 'parent', description: message }]);
      },
    );

    it.each(['list', 'reconcile', 'rollUp', 'dailyRollUp', 'batchDelete'])(
      'refuses the numeric user id for %s, without details, before the type',
      async (method) => {
        const token = await harness.token('anna');
        const path = pointsOf('no-such-type', method === 'list' ? '' : `:${method}`, anna.healthUserId);
        const reads = method === 'list' || method === 'reconcile';
        const answer = reads ? await harness.get(path, token) : await harness.post(path, token, {});
        expect([answer.status, messageOf(answer)]).toEqual([400, 'Request contains an invalid argument.']);
        expect(answer.json.error).not.toHaveProperty('details');
      },
    );

    it("accepts the user's own numeric id, and no other, when numericUserInParent is on", async () => {
      harness.sandbox.switches.numericUserInParent = true;
      const token = await harness.token('anna');
      expect((await harness.get(pointsOf('steps', '', anna.healthUserId), token)).status).toBe(200);
      expect((await harness.get(pointsOf('steps', '', ben.healthUserId), token)).status).toBe(403);
      expect((await harness.get(pointsOf('steps', '', '-'), token)).status).toBe(400);
      harness.sandbox.reset();
    });
  });

  it('answers MISSING_OAUTH_SCOPE for a type that was not granted, before the action', async () => {
    const answer = await harness.get(pointsOf('total-calories'), await harness.token('anna', SLEEP));
    expect([answer.status, errorInfoOf(answer).reason]).toEqual([403, 'MISSING_OAUTH_SCOPE']);
    expect(errorInfoOf(answer).domain).toBe('health.googleapis.com');
    expect(messageOf(answer)).toContain(ACTIVITY);
  });

  describe('UNSUPPORTED_DATA_TYPE_ACTION', () => {
    it.each([
      [
        'floors',
        '',
        'List is not supported for data type floors, but the following actions are supported: reconcile, rollup, dailyRollup',
      ],
      [
        'total-calories',
        '',
        'List is not supported for data type total-calories, but the following actions are supported: rollup, dailyRollup',
      ],
      [
        'total-calories',
        ':reconcile',
        'Reconcile is not supported for data type total-calories, but the following actions are supported: rollup, dailyRollup',
      ],
      [
        'electrocardiogram',
        ':reconcile',
        'Reconcile is not supported for data type electrocardiogram, but the following actions are supported: list',
      ],
      [
        'moods',
        '',
        'List is not supported for data type moods, but the following actions are supported: create, update, batchDelete',
      ],
      [
        'steps',
        '/1',
        'Get is not supported for data type steps, but the following actions are supported: list, reconcile, rollup, dailyRollup',
      ],
    ])('is the answer to %s%s', async (type, rest, message) => {
      const answer = await harness.get(pointsOf(type, rest), await harness.token('anna'));
      expect([answer.status, messageOf(answer)]).toEqual([400, message]);
      expect(errorInfoOf(answer)).toMatchObject({ reason: 'UNSUPPORTED_DATA_TYPE_ACTION' });
      expect(errorInfoOf(answer).metadata.allowed_actions).toBe(message.split('supported: ')[1]);
    });

    it('spells the daily rollup as observed', async () => {
      const path = pointsOf('daily-heart-rate-variability', ':dailyRollUp');
      const answer = await harness.post(path, await harness.token('anna'), {});
      expect(messageOf(answer)).toBe(
        'DailyRollup is not supported for data type daily-heart-rate-variability, but the following actions are ' +
          'supported: list, reconcile',
      );
    });

    it('comes before a bad filter and a bad range', async () => {
      const token = await harness.token('anna');
      const list = await harness.get(pointsOf('floors', '?filter=%29'), token);
      const rollUp = await harness.post(pointsOf('sleep', ':rollUp'), token, {});
      expect(errorInfoOf(list).reason).toBe('UNSUPPORTED_DATA_TYPE_ACTION');
      expect(errorInfoOf(rollUp).reason).toBe('UNSUPPORTED_DATA_TYPE_ACTION');
    });
  });

  const range = { start: { date: { year: 2026, month: 9, day: 1 } }, end: { date: { year: 2026, month: 9, day: 2 } } };
  const physical = { startTime: '2026-09-01T00:00:00Z', endTime: '2026-09-01T01:00:00Z' };

  it.each([...DATA_TYPES.values()].map((type) => [type.id, type] as const))(
    '%s answers what the capability table says, with its own read scope alone',
    async (id, type) => {
      const token = await harness.token('anna', readScope(type.scopeGroup));
      const answers = {
        list: await harness.get(pointsOf(id), token),
        reconcile: await harness.get(pointsOf(id, ':reconcile'), token),
        get: await harness.get(pointsOf(id, '/12345'), token),
        dailyRollup: await harness.post(pointsOf(id, ':dailyRollUp'), token, { range }),
        rollup: await harness.post(pointsOf(id, ':rollUp'), token, {
          range: physical,
          windowSize: '60s',
          pageSize: 60,
        }),
      };
      for (const [action, answer] of Object.entries(answers)) {
        const supported = (type.actions as readonly string[]).includes(action);
        const expected = supported ? (action === 'get' ? 404 : 200) : 400;
        expect([action, answer.status]).toEqual([action, expected]);
        if (expected === 200) expect(answer.json).toEqual({});
        if (expected === 400) expect(errorInfoOf(answer).reason).toBe('UNSUPPORTED_DATA_TYPE_ACTION');
      }
    },
  );

  describe('writes, which are refused', () => {
    it('need the write scope at the front end', async () => {
      const answer = await harness.post(pointsOf('weight'), await harness.token('anna', readScope('sleep')), {});
      expect(errorInfoOf(answer).reason).toBe('ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    });

    it.each([
      ['POST', 'weight', '', 501],
      ['POST', 'steps', '', 400],
      ['PATCH', 'weight', '/123', 501],
      ['PATCH', 'weight', '/123?updateMask=weight', 400],
      ['POST', 'weight', ':batchDelete', 501],
      ['POST', '-', ':batchDelete', 501],
      ['POST', 'nothing', ':batchDelete', 400],
    ])('%s %s%s answers %d', async (method, type, rest, status) => {
      const authorization = `Bearer ${await harness.token('anna')}`;
      const answer = await harness.send(method, pointsOf(type, rest), { headers: { authorization }, body: '{}' });
      expect(answer.status).toBe(status);
    });

    it('are checked for the scope of the type', async () => {
      const answer = await harness.post(pointsOf('weight'), await harness.token('anna', writeScope('sleep')), {});
      expect(errorInfoOf(answer).reason).toBe('MISSING_OAUTH_SCOPE');
      expect(messageOf(answer)).toContain(scope('health_metrics_and_measurements.writeonly'));
    });

    it('report an invalid updateMask', async () => {
      const authorization = `Bearer ${await harness.token('anna')}`;
      const answer = await harness.send('PATCH', pointsOf('weight', '/123?updateMask=x'), {
        headers: { authorization },
      });
      expect(messageOf(answer)).toContain('Unknown name "updateMask": Cannot bind query parameter.');
    });
  });

  describe('a caller with the write scope alone', () => {
    it('sees only what it wrote, which is nothing', async () => {
      const token = await harness.token('anna', writeScope('activity_and_fitness'));
      expect((await harness.get(pointsOf('steps'), token)).json).toEqual({});
    });

    it('may not list sleep', async () => {
      const answer = await harness.get(pointsOf('sleep'), await harness.token('anna', writeScope('sleep')));
      expect([answer.status, (answer.json.error as { status: string }).status]).toEqual([403, 'PERMISSION_DENIED']);
    });
  });

  describe('exportExerciseTcx', () => {
    const path = pointsOf('exercise', '/12345:exportExerciseTcx?alt=media');

    it.each([
      ['activity alone', ['activity_and_fitness.readonly'], 403],
      ['location alone', ['location.readonly'], 403],
      ['both', ['activity_and_fitness.readonly', 'location.readonly'], 404],
    ])('with %s answers %s', async (_, suffixes, status) => {
      const answer = await harness.get(path, await harness.token('anna', ...suffixes.map(scope)));
      expect(answer.status).toBe(status);
      expect(errorInfoOf(answer).reason).toBe(status === 404 ? 'RESOURCE_NOT_FOUND' : 'MISSING_OAUTH_SCOPE');
    });
  });
});
