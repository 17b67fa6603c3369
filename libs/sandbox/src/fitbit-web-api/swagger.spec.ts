import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fitbitAccess } from '../../spec-support/fitbit';
import { Harness } from '../../spec-support/harness';

/** The official Swagger document, where it lies beside the project; it is not part of it. */
const FILE = path.resolve(__dirname, '../../../../../shared/reference/fitbit-web-api-swagger.json');

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly enum?: readonly string[];
}
type Paths = Record<string, Record<string, { readonly parameters?: readonly Parameter[] }>>;

/** What a declared parameter without an enumeration is given. */
const VALUES: Readonly<Record<string, string>> = {
  date: '2026-09-20',
  'base-date': '2026-09-01',
  'start-date': '2026-09-20',
  startDate: '2026-09-01',
  'end-date': '2026-09-20',
  endDate: '2026-09-20',
  'start-time': '10:00',
  'end-time': '11:00',
  period: '1w',
  'detail-level': '15min',
  'goal-type': 'weight',
  'collection-path': 'sleep',
  'subscription-id': '1',
  beforeDate: '2026-09-20',
  sort: 'desc',
  offset: '0',
  limit: '10',
  code: 'x',
  grant_type: 'authorization_code',
  client_id: 'sandbox-client',
  token: 'x',
  query: 'x',
};

/** No log has such an id, and the sandbox has no public databases of food and activities. */
const NOT_IMPLEMENTED = [
  'GET /1/user/-/activities/{log-id}.tcx',
  'GET /1/activities/{activity-id}.json',
  'GET /1/foods/{food-id}.json',
];

const swagger = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as { paths: Paths }) : undefined;
const methods = ['get', 'post', 'delete'];
const endpoints = Object.entries(swagger?.paths ?? {}).flatMap(([route, item]) =>
  methods.flatMap((method) => {
    const operation = item[method];
    if (!operation || !route.startsWith('/')) return [];
    return [[`${method.toUpperCase()} ${route}`, operation.parameters ?? []] as const];
  }),
);

/** All that one parameter may be, so that every value of an enumeration is asked for once. */
function fillings(parameters: readonly Parameter[]): Record<string, string>[] {
  const enumerated = parameters.find((parameter) => parameter.in === 'path' && parameter.enum);
  const choices = enumerated?.enum ?? [''];
  return choices.map((choice) =>
    Object.fromEntries(
      parameters.map(({ name, enum: own }) => [
        name,
        name === enumerated?.name ? choice : (own?.[0] ?? VALUES[name] ?? '1'),
      ]),
    ),
  );
}

function urlOf(route: string, parameters: readonly Parameter[], values: Record<string, string>): string {
  const filled = route.replace(/\{([^}]+)\}/g, (_, name: string) => values[name] ?? VALUES[name] ?? '1');
  const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'afterDate');
  const text = new URLSearchParams(query.map(({ name }): [string, string] => [name, String(values[name])])).toString();
  return text === '' ? filled : `${filled}?${text}`;
}

describe('the official Swagger document of the Fitbit Web API', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ people: 1, years: 1, quota: false });
    token = await fitbitAccess(harness, 'p1');
  });
  afterAll(() => harness.close());

  if (!swagger) {
    it('is missing, so nothing is checked against it', () => {
      process.stdout.write(`Skipped: ${FILE} does not exist.\n`);
    });
    return;
  }

  const implemented = endpoints.filter(([name]) => !NOT_IMPLEMENTED.includes(name));

  it('declares as many endpoints as are implemented, except for three', () => {
    expect(implemented).toHaveLength(endpoints.length - NOT_IMPLEMENTED.length);
    expect(endpoints.length).toBeGreaterThan(100);
  });

  it.each(implemented)('has %s, which is answered', async (name, parameters) => {
    const [method = '', route = ''] = name.split(' ');
    for (const values of fillings(parameters)) {
      const url = urlOf(route, parameters, values);
      const headers = { authorization: `Bearer ${token}` };
      const { status, text } = await harness.send(method, url, { headers });
      // A subscription that was never made, and nothing else, is not there to be deleted.
      const expected = route.includes('apiSubscriptions') && method === 'DELETE' ? [204, 404] : [];
      if (expected.includes(status)) continue;
      expect([url, status, text]).not.toEqual([url, 404, text]);
      expect([url, status < 500]).toEqual([url, true]);
    }
  });
});
