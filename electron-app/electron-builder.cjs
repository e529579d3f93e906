/** How installers are made. The backend's folder (see docs/desktop.md) must be at BACKEND_DIST, and `npm run build -- --backend` must have seen it. */
const backend = process.env.BACKEND_DIST ?? '../dist/backend';

/** @type {import('electron-builder').Configuration} */
module.exports = {
  appId: 'local.portfolio-tracker.desktop',
  productName: 'Portfolio tracker',
  executableName: 'portfolio-tracker',
  artifactName: 'portfolio-tracker-${version}-${os}-${arch}.${ext}',
  directories: { output: 'release', buildResources: 'assets' },
  // Only what was built: no sources, no packages (both bundles are complete), no maps.
  files: ['dist/**', 'package.json', '!node_modules/**'],
  asar: true,
  extraResources: [{ from: backend, to: 'backend' }],
  npmRebuild: false,
  nodeGypRebuild: false,
  buildDependenciesFromSource: false,
  publish: null,
  afterPack: './scripts/fuses.cjs',
  // No `protocols` and no `fileAssociations`: nothing on the system leads into this application.
  linux: {
    target: ['AppImage', 'deb', 'tar.gz'],
    category: 'Office;Finance',
    icon: 'assets/icon.png',
    synopsis: 'Local portfolio tracker',
    maintainer: 'Portfolio tracker maintainers',
  },
  // By itself electron-builder puts --no-sandbox into the AppImage's entry of the menu, with which this application does not start.
  appImage: { executableArgs: [] },
  mac: {
    target: [{ target: 'dmg', arch: ['x64', 'arm64'] }],
    category: 'public.app-category.finance',
    icon: 'assets/icon.png',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'assets/entitlements.mac.plist',
    entitlementsInherit: 'assets/entitlements.mac.plist',
  },
  win: {
    target: ['nsis'],
    icon: 'assets/icon.png',
    requestedExecutionLevel: 'asInvoker',
    verifyUpdateCodeSignature: true,
  },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false },
};
