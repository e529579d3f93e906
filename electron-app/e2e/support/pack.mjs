/** Runs electron-builder for `e2e/package.test.mjs`, apart from the test since it writes to the output. Argument: `{projectDir, config}` as JSON. */
import { createRequire } from 'node:module';
import { build } from 'electron-builder';

const { projectDir, config } = JSON.parse(process.argv[2]);
const configuration = createRequire(import.meta.url)('../../electron-builder.cjs');
await build({ projectDir, linux: ['dir'], x64: true, publish: 'never', config: { ...configuration, ...config } });
