// @ts-check
// The floors of libs/fitbit/src, from the ground up: a room imports only rooms of the floors below its own.
const FLOORS = [
  ['model'],
  ['errors'],
  ['options'],
  ['storage', 'redis', 'events', 'host'],
  ['upstream'],
  ['queue'],
  ['quota', 'clock'],
  ['tokens'],
  ['sync', 'oauth'],
  ['data', 'webhook', 'subscriptions'],
  ['connection'],
  ['http', 'worker'],
  ['enhancers', 'commands'],
];
/** Built on FitbitService, as a host's own code is. */
const OF_THE_FACADE = ['enhancers', 'commands'];
const LIBRARY = '^libs/fitbit/src';
const SPEC = '[.](e2e-)?spec[.]ts$|/spec-support/';

/** The internals that tests through HTTP need, in one place. */
const INTERNALS = '^test/support/internals[.]ts$';
/** Writes documentation from the library's source. */
const GENERATOR = '^tools/generate/';

/** @param {string[]} rooms */
const inRooms = (rooms) => `${LIBRARY}/(${rooms.join('|')})/`;

const floorRules = FLOORS.flatMap((rooms, floor) =>
  rooms.map((room) => ({
    name: `floor-of-${room}`,
    comment: `${room}/ imports only what stands below it: ${FLOORS.slice(0, floor).flat().join(', ') || 'nothing'}.`,
    severity: /** @type {const} */ ('error'),
    from: { path: inRooms([room]), pathNot: SPEC },
    to: {
      path: [inRooms(FLOORS.slice(floor).flat()), `${LIBRARY}/[^/]+$`, `${LIBRARY}/testing/`],
      // The façade stands above everything except what is built on it.
      pathNot: [
        inRooms([room]),
        ...(OF_THE_FACADE.includes(room) ? [`${LIBRARY}/fitbit(-service[.]module|[.]service)[.]ts$`] : []),
      ],
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'no-circle',
      comment: 'Merge files that need each other, or move what they share to a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'upstreams-stay-inside',
      comment: 'Nothing outside upstream/<name>/ knows which upstream is in use.',
      severity: 'error',
      from: { path: ['^libs/fitbit/', '^apps/'], pathNot: [`${LIBRARY}/upstream/`, SPEC] },
      to: { path: `${LIBRARY}/upstream/(google-health|fitbit-web-api)/` },
    },
    {
      name: 'upstreams-apart',
      comment: 'What both adapters need stands in upstream/port/, upstream/shared/ or upstream/http/.',
      severity: 'error',
      from: { path: `${LIBRARY}/upstream/(google-health|fitbit-web-api)/`, pathNot: SPEC },
      to: { path: `${LIBRARY}/upstream/(google-health|fitbit-web-api)/`, pathNot: `${LIBRARY}/upstream/$1/` },
    },
    {
      name: 'tokens-in-the-clear',
      comment: 'Only tokens/ opens a grant; the rest asks it for a token, and seals with its Sealer.',
      severity: 'error',
      from: { path: LIBRARY, pathNot: [`${LIBRARY}/tokens/`, SPEC] },
      to: { path: `${LIBRARY}/tokens/(token-vault|sealing)[.]ts$` },
    },
    {
      name: 'typeorm-in-storage',
      comment: 'SQL and TypeORM live in storage/; the rest asks a repository.',
      severity: 'error',
      from: { path: LIBRARY, pathNot: [`${LIBRARY}/storage/`, '[.]module[.]ts$', SPEC] },
      to: { path: 'node_modules/(typeorm|@nestjs/typeorm|pg)/' },
    },
    {
      name: 'bull-in-queues',
      comment: 'Bull is one implementation of JobQueue, and the way to the host’s Redis; the rest uses the ports.',
      severity: 'error',
      from: { path: LIBRARY, pathNot: ['[.]module[.]ts$', `${LIBRARY}/(queue/bull|redis)/`, SPEC] },
      to: { path: 'node_modules/(bull|@nestjs/bull|@nestjs/bull-shared|ioredis)/' },
    },
    {
      name: 'sandbox-knows-no-module',
      comment: 'A sandbox built from the code that it tests would repeat its mistakes.',
      severity: 'error',
      from: { path: '^(libs|apps)/sandbox/' },
      to: { path: '^libs/fitbit/' },
    },
    {
      name: 'module-knows-no-sandbox',
      comment: 'Hosts must not get the sandbox with the module.',
      severity: 'error',
      from: { path: '^libs/fitbit/', pathNot: SPEC },
      to: { path: '^libs/sandbox/' },
    },
    {
      name: 'libraries-by-name',
      comment:
        'Applications, tools and tests import a library as a host does: by its name. Only a spec beside its file knows internals.',
      severity: 'error',
      from: { path: '^(apps|tools|test)/', pathNot: [INTERNALS, GENERATOR] },
      to: { path: '^libs/', dependencyTypesNot: ['aliased-workspace'] },
    },
    {
      name: 'no-paths-into-libraries',
      comment: 'Internals that a test or a measurement needs are imported as #nestjs-fitbit/*, in compiled code too.',
      severity: 'error',
      from: { path: ['^bench/', INTERNALS, GENERATOR] },
      to: { path: '^libs/', dependencyTypesNot: ['aliased-workspace', 'aliased-subpath-import'] },
    },
    {
      name: 'nothing-from-tests',
      comment: 'Shipped code must not need code that is not shipped.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: SPEC },
      to: { path: ['^test/', '^tools/', '^bench/', SPEC] },
    },
    {
      name: 'no-development-packages',
      comment: 'A package that shipped code imports belongs to the "dependencies" of its workspace.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: [SPEC, `${LIBRARY}/testing/`] },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg'],
        dependencyTypesNot: ['type-only', 'npm', 'npm-peer'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'resolvable',
      comment: 'The import cannot be resolved: a typing mistake, or a package missing in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^libs/[^/]+/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['nestjs-fitbit-source', 'import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};
