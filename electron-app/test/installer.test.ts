/** What electron-builder makes of our settings, as far as that can be seen without Electron's binary. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { findUnsafeSwitch } from '../src/main/commandLine.main';

const require = createRequire(import.meta.url);
const config = require('../electron-builder.cjs') as { linux: object; appImage: { executableArgs: string[] } };

interface Target { desktopEntry: { value: Promise<string> } }
type MakeTarget = new (name: string, packager: object, helper: object, folder: string) => Target;

describe('the AppImage', () => {
  it('is started by the menu with nothing that the application refuses', async () => {
    const { default: AppImageTarget } = require('app-builder-lib/out/targets/appimage/AppImageTarget.js') as { default: MakeTarget };
    const packager = { platformSpecificBuildOptions: config.linux, config, appInfo: { buildVersion: '1' } };
    const helper = { computeDesktopEntry: (_options: object, command: string) => Promise.resolve(command) };
    const command = await new AppImageTarget('', packager, helper, '').desktopEntry.value;
    expect(command).toMatch(/^AppRun /);
    expect(findUnsafeSwitch(name => command.includes(`--${name}`))).toBeNull();
  });
});
