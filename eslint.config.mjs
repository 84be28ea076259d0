import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const count = { skipBlankLines: true, skipComments: true };
const pointer = { handlers: ['onClick', 'onMouseDown', 'onMouseUp'] };

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.data/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      complexity: ['error', 16],
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx,mts}', 'jobs/**/*.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 40, ...count }],
      'max-params': ['error', 3],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message:
            'Only src/config/env.ts reads the environment, so that tests can pass an object.',
        },
      ],
    },
  },
  {
    // The gate itself, a server that stands alone, and what starts processes with an environment.
    files: ['src/config/env.ts', 'src/local-ably/main.ts', 'src/dev/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/web/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    plugins: { 'jsx-a11y-x': jsxA11y },
    rules: {
      ...jsxA11y.configs.strict.rules,
      // Containers handle keys that bubble from the controls inside them (Escape, arrow keys).
      'jsx-a11y-x/no-noninteractive-element-interactions': ['error', pointer],
      'jsx-a11y-x/no-static-element-interactions': ['error', pointer],
      // Scrollable regions must be reachable by keyboard.
      'jsx-a11y-x/no-noninteractive-tabindex': ['error', { tags: [], roles: ['group', 'region'] }],
      'jsx-a11y-x/no-interactive-element-to-noninteractive-role': ['error', { canvas: ['img'] }],
      'jsx-a11y-x/no-autofocus': ['error', { ignoreNonDOM: true }],
      // React runs what an event handler starts; a rejection belongs to the query or mutation.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  {
    // Run as they are written, in whatever browser there is.
    files: ['src/web/public/*.js'],
    languageOptions: {
      globals: {
        ...{ localStorage: 'readonly', document: 'readonly' },
        ...{ self: 'readonly', fetch: 'readonly' },
      },
    },
    rules: { 'no-unused-vars': 'off' },
  },
  {
    // Express knows an error handler by its four parameters.
    files: ['src/api/http/error-translator.ts'],
    rules: { 'max-params': ['error', 4] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // Jest's matchers inside an expected object are `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "TSTypeQuery[exprName.left.name='JSON']",
          message:
            'This is `any`. Type replies by the schemas of the product: `call(…, { reply })`.',
        },
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        ...{ console: 'readonly', process: 'readonly', URL: 'readonly' },
        ...{ module: 'writable', require: 'readonly', __dirname: 'readonly' },
      },
    },
  },
);
