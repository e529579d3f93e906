/**
 * Blows Electron's fuses in the packed binary, before it is signed: switches that the binary reads before any code of ours runs.
 * Every fuse is named. A new Electron with one more makes this fail until somebody decided about it.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { FuseV1Options, FuseVersion, flipFuses } = require('@electron/fuses');

const FUSES = {
  [FuseV1Options.RunAsNode]: false, // ELECTRON_RUN_AS_NODE would make of the signed binary an interpreter for anything
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true, // macOS and Windows; Linux has no check to switch on
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false, // nothing is loaded from file://
  [FuseV1Options.WasmTrapHandlers]: true, // off would only cost speed
};

function binaryOf({ appOutDir, electronPlatformName, packager }) {
  const name = packager.appInfo.productFilename;
  if (electronPlatformName === 'darwin' || electronPlatformName === 'mas') return join(appOutDir, `${name}.app`);
  return join(appOutDir, electronPlatformName === 'win32' ? `${name}.exe` : packager.executableName);
}

module.exports = async context => {
  const binary = binaryOf(context);
  if (!existsSync(binary)) throw new Error(`no binary to set fuses in: ${binary}`);
  await flipFuses(binary, { version: FuseVersion.V1, strictlyRequireAllFuses: true, resetAdHocDarwinSignature: context.electronPlatformName === 'darwin', ...FUSES });
};
module.exports.FUSES = FUSES;
