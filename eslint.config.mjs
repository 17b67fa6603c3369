// @ts-check
import tseslint from 'typescript-eslint';

const TEST_FILES = ['**/*.spec.ts', '**/*.e2e-spec.ts', '**/spec-support/**', 'test/**'];

export default tseslint.config(
  { ignores: ['**/dist/', 'coverage/', 'node_modules/', '**/public/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Never breaks dependency injection: the rule keeps what decorator metadata needs as a value.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': 'off', // a Nest module is an empty class
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: TEST_FILES,
    rules: {
      '@typescript-eslint/unbound-method': 'off', // expect(mock.method)
    },
  },
  {
    files: ['**/migrations/**'],
    rules: { 'max-lines': 'off' }, // a schema is as long as it is
  },
  {
    // Typed by JSDoc, which `tsc` checks (`@ts-check`) and these rules do not see.
    files: ['**/*.cjs', '**/*.js', '**/*.mjs'],
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
