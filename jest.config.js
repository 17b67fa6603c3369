// @ts-check
// Jest runs CommonJS, and cannot require() ES modules before Node 24.9: these packages ship nothing else, so they are transformed too.
const esmOnly = [
  '@nestjs',
  'openid-client',
  'oauth4webapi',
  'jose',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'temporal-polyfill',
  'temporal-utils',
  'temporal-spec',
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: './tools/test/environment.ts',
  // The libraries' sources, rather than what was built of them.
  testEnvironmentOptions: { customExportConditions: ['nestjs-fitbit-source', 'node', 'node-addons'] },
  cacheDirectory: '<rootDir>/node_modules/.cache/jest', // the default one stays behind in the temporary folder
  testMatch: ['<rootDir>/{apps,libs,tools,test,bench}/**/*.{spec,e2e-spec}.ts'],
  modulePathIgnorePatterns: ['<rootDir>/(libs/\\w+/)?dist/'],
  globalSetup: './tools/test/global-setup.ts',
  globalTeardown: './tools/test/global-teardown.ts',
  transform: {
    '^.+\\.(ts|m?js)$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'commonjs' },
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
};
