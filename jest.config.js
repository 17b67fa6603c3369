// @ts-check
/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: './tools/test/environment.ts',
  runtime: '<rootDir>/tools/test/runtime.cjs',
  // The libraries' sources, rather than what was built of them.
  testEnvironmentOptions: { customExportConditions: ['nestjs-fitbit-source', 'node', 'node-addons'] },
  cacheDirectory: '<rootDir>/node_modules/.cache/jest', // the default one stays behind in the temporary folder
  testMatch: ['<rootDir>/{apps,libs,tools,test,bench}/**/*.{spec,e2e-spec}.ts'],
  testTimeout: 30_000, // a bound for a busy machine: what is slow is seen in bench/
  modulePathIgnorePatterns: ['<rootDir>/(libs/\\w+/)?dist/'],
  globalSetup: './tools/test/global-setup.ts',
  globalTeardown: './tools/test/global-teardown.ts',
  transform: {
    '^.+\\.(ts|mjs)$': [
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
};
