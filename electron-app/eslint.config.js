import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// A file belongs to one process, and its suffix says to which. `shared` is what both sides may know; it knows neither.
const only = (files, allowed, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: `^\\.{1,2}/.*\\.(?!(${allowed.join('|')})$)[a-z]+$`, message }, ...forbidden] }] },
});
// Nothing here keeps secrets, reports crashes, embeds pages or opens developer tools: what isn't there can't be used wrongly.
const forbidden = [{
  group: ['electron'],
  importNamePattern: '^(safeStorage|crashReporter|webContents|webFrame|desktopCapturer|systemPreferences|autoUpdater|BrowserView|WebContentsView|globalShortcut|pushNotifications|inAppPurchase|remote)$',
  message: 'Not used in this shell; see docs/desktop.md.',
}];

export default tseslint.config(
  { ignores: ['dist/**', 'release/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  only(['src/main/**'], ['main', 'shared'], 'The main process imports main and shared.'),
  only(['src/preload/**'], ['preload', 'shared'], 'The preload imports preload and shared.'),
  only(['src/renderer/**'], ['renderer', 'shared'], 'The page imports renderer and shared.'),
  only(['src/shared/**'], ['shared'], 'What is shared knows no process.'),
  { files: ['src/shared/**', 'src/renderer/**'], rules: { 'no-restricted-globals': ['error', 'process', 'require', 'Buffer'] } },
  { files: ['scripts/**', 'e2e/**', '*.cjs', '*.config.*'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
