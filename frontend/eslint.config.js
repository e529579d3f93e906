import js from '@eslint/js';
import pluginVue from 'eslint-plugin-vue';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// Who may import whom: pages > modules > shared; `app` wires everything. A module's only door is its index.ts.
const deepModule = { regex: '^@/modules/[^/]+/.+', message: 'Import a module through its index.ts: @/modules/<name>.' };
const upwards = layers => ({
  regex: `^@/(${layers.join('|')})(/|$)`,
  message: 'This layer may not import from a layer above it (pages > modules > shared).',
});
const outOfFolder = { regex: '^(\\.\\./){2,}', message: 'Use @/... for imports that leave the folder.' };
const restrict = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/shared/api/schema.generated.ts', 'test-results/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...pluginVue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    files: ['src/**/*.{ts,vue}'],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-dynamic-delete': 'off',
      'vue/no-bare-strings-in-template': ['error', { allowlist: ['·', '—', '(', ')', '/', ':', '%', '+', '…', '→', '×', '•', 'g', 'K', '99+'] }],
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': ['error', { singleline: 6, multiline: 1 }],
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always', normal: 'always', component: 'always' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-macros-order': ['error', { order: ['defineOptions', 'defineProps', 'defineModel', 'defineEmits', 'defineSlots'] }],
      'vue/attributes-order': 'off',
    },
  },
  { files: ['e2e/**', '*.config.*'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  restrict(['src/shared/**'], [upwards(['app', 'pages', 'modules']), outOfFolder]),
  restrict(['src/modules/**'], [upwards(['app', 'pages']), deepModule, outOfFolder]),
  restrict(['src/pages/**'], [upwards(['app']), deepModule, outOfFolder]),
  restrict(['src/app/**'], [deepModule, outOfFolder]),
);
