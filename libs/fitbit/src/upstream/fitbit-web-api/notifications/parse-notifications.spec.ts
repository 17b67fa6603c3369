import fc from 'fast-check';
import { MalformedNotificationError } from '../../../errors/fitbit.errors';
import { parseNotifications } from './parse-notifications';

const believable = { from: '2007-01-01', to: '2026-09-24' };
const json = { 'content-type': 'application/json' };
const entry = { collectionType: 'activities', date: '2026-09-20', ownerId: 'GGNJL9', ownerType: 'user' };
const change = {
  kind: 'change',
  upstreamUserId: 'GGNJL9',
  collection: 'activities',
  days: { from: '2026-09-20', to: '2026-09-20' },
};

const parse = (body: unknown, headers: Record<string, string> = json) =>
  parseNotifications(
    { headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) },
    believable,
  );

/** As `application/json` or as the file `updates`. */
async function multipart(parts: readonly { name: string; content: string; filename?: string }[]) {
  const form = new FormData();
  for (const { name, content, filename } of parts) {
    if (filename === undefined) form.append(name, content);
    else form.append(name, new Blob([content], { type: 'application/json' }), filename);
  }
  const { headers, arrayBuffer } = await encoded(form);
  return { headers, body: arrayBuffer };
}
async function encoded(form: FormData) {
  const request = new Request('http://localhost', { method: 'POST', body: form });
  const type = request.headers.get('content-type') ?? '';
  return { headers: { 'content-type': type }, arrayBuffer: new Uint8Array(await request.arrayBuffer()) };
}

describe('the notifications of the Fitbit Web API', () => {
  it.each(['activities', 'body', 'foods', 'sleep'])('[R6] say which day of %s changed', async (collection) => {
    expect(await parse([{ ...entry, collectionType: collection, subscriptionId: '1234', future: [1] }])).toEqual({
      notifications: [{ ...change, collection }],
      skipped: 0,
    });
  });

  it.each(['userRevokedAccess', 'deleteUser'])(
    '[R6] say that the user left, with a date or without: %s',
    async (left) => {
      const revocation = { kind: 'revocation', upstreamUserId: 'GGNJL9' };
      const { date: _, ...dateless } = { ...entry, collectionType: left };
      expect(await parse([dateless, { ...entry, collectionType: left }])).toEqual({
        notifications: [revocation, revocation],
        skipped: 0,
      });
    },
  );

  it.each<[string, unknown]>([
    ['no object', 'activities'],
    ['null', null],
    ['a list', [entry]],
    ['without an owner', { ...entry, ownerId: undefined }],
    ['with an owner of another type', { ...entry, ownerId: 9 }],
    ['with an owner of a megabyte', { ...entry, ownerId: 'A'.repeat(1_000_000) }],
    ['with an owner of 64 letters', { ...entry, ownerId: 'A'.repeat(64) }],
    ['with "-" as owner', { ...entry, ownerId: '-' }],
    ['with a zero byte in its owner', { ...entry, ownerId: 'A\0' }],
    ['without a collection', { ...entry, collectionType: undefined }],
    ['with a list as collection', { ...entry, collectionType: ['activities'] }],
    ['without a date', { ...entry, date: undefined }],
    ['on February 30', { ...entry, date: '2026-02-30' }],
    ['with a time as date', { ...entry, date: '2026-09-20T00:00:00Z' }],
  ])('[R6] an entry %s is counted as skipped beside others; alone it makes the body malformed', async (_, bad) => {
    expect(await parse([bad, entry])).toEqual({ notifications: [change], skipped: 1 });
    await expect(parse([bad])).rejects.toBeInstanceOf(MalformedNotificationError);
  });

  it.each(['1970-01-01', '2006-12-31', '2026-09-25', '9999-01-01'])(
    '[R6] a day of a device with a wrong clock (%s) is counted, and alone it is no reason to refuse the body',
    async (date) => {
      expect(await parse([{ ...entry, date }, entry])).toEqual({ notifications: [change], skipped: 1 });
      expect(await parse([{ ...entry, date }])).toEqual({ notifications: [], skipped: 1 });
    },
  );

  it('[R6] an unknown collection is counted as skipped, and accepted even alone', async () => {
    const unknown = { ...entry, collectionType: 'heart' };
    expect(await parse([unknown, entry])).toEqual({ notifications: [change], skipped: 1 });
    expect(await parse([unknown])).toEqual({ notifications: [], skipped: 1 });
  });

  it.each([
    ['no JSON', 'collectionType=activities'],
    ['nothing', ''],
    ['an object', JSON.stringify(entry)],
    ['an empty list', '[]'],
    [
      'an entry that says its owner twice',
      '[{"collectionType":"sleep","ownerId":"A","date":"2026-09-20","ownerId":"B"}]',
    ],
    ['XML', '<updates/>'],
  ])('[R6] %s is refused', async (_, body) => {
    await expect(parse(body)).rejects.toBeInstanceOf(MalformedNotificationError);
  });

  it.each([[undefined], ['text/plain'], ['application/x-www-form-urlencoded'], ['multipart/form-data']])(
    '[R6] content of type %s is refused',
    async (type) => {
      const refused = parse([entry], type === undefined ? {} : { 'content-type': type });
      await expect(refused).rejects.toBeInstanceOf(MalformedNotificationError);
    },
  );

  it('[R6] the content type may name a character set', async () => {
    const headers = { 'content-type': 'Application/JSON ; charset=utf-8' };
    expect((await parse([entry], headers)).notifications).toEqual([change]);
  });

  it.each([['updates.json'], [undefined]])(
    '[R6] they may come as the part updates of a form (file: %s)',
    async (filename) => {
      const content = JSON.stringify([entry]);
      const request = await multipart([
        { name: 'comment', content: 'hello' },
        { name: 'updates', content, ...(filename && { filename }) },
      ]);
      expect(await parseNotifications(request, believable)).toEqual({ notifications: [change], skipped: 0 });
    },
  );

  it.each([
    ['another name', [{ name: 'update', content: '[]' }]],
    ['two of them', [entry, entry].map((one) => ({ name: 'updates', content: JSON.stringify([one]) }))],
    ['five parts', ['a', 'b', 'c', 'd', 'updates'].map((name) => ({ name, content: JSON.stringify([entry]) }))],
    ['no JSON inside', [{ name: 'updates', content: '<updates/>', filename: 'updates.xml' }]],
  ])('[R6] a form with %s is refused', async (_, parts) => {
    const request = await multipart(parts);
    await expect(parseNotifications(request, believable)).rejects.toBeInstanceOf(MalformedNotificationError);
  });

  it('[R6] a truncated form is refused and leaves nothing pending', async () => {
    const whole = await multipart([{ name: 'updates', content: JSON.stringify([entry]), filename: 'u.json' }]);
    const end = whole.body.lastIndexOf('-'.charCodeAt(0)) - 1;
    for (let length = 0; length < end; length++) {
      const cut = { ...whole, body: whole.body.subarray(0, length) };
      await expect(parseNotifications(cut, believable)).rejects.toBeInstanceOf(MalformedNotificationError);
    }
  });

  it('[R6] any JSON is either parsed or refused', async () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    const nearly = fc.record(
      {
        collectionType: fc.oneof(fc.constantFrom('activities', 'userRevokedAccess', 'heart'), anything),
        date: fc.oneof(fc.constantFrom('2026-09-20', '2026-02-30'), anything),
        ownerId: fc.oneof(fc.constant('GGNJL9'), anything),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.array(nearly), anything), async (value) => {
        try {
          const { notifications, skipped } = await parse(value);
          expect(notifications.length + skipped).toBe((value as unknown[]).length);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedNotificationError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
