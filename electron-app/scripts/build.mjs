/**
 * Builds dist/: main.cjs and preload.cjs (one file each, as the sandbox wants it), the shell's page, pictures, and built.json
 * with what is known at this time only. `--backend <folder>`: pins the hashes of the backend's files, for an installer.
 */
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { hashFiles } from './hash.mjs';

const here = resolve(import.meta.dirname, '..');
const repository = resolve(here, '..');
const { values } = parseArgs({ options: { backend: { type: 'string' }, out: { type: 'string', default: join(here, 'dist') } } });
const out = resolve(values.out);
const { version, releaseFeed = null } = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));

const shared = { bundle: true, target: 'node22', charset: 'utf8', logLevel: 'warning', legalComments: 'none', external: ['electron'] };

/** Of what jurisdictions cite only lawmakers and tax offices are linked to by their forms. */
const AUTHORITY = /(?:\.gov|\.gov\.[a-z]{2}|\.gouv\.fr|\.gv\.at|\.go\.jp|\.gc\.ca)$|^(?:www\.canada\.ca|www\.revenue\.ie|www\.irishstatutebook\.ie|www\.gesetze-im-internet\.de|www\.bundesfinanzministerium\.de)$/;

/** Hosts that the client links to: explorers of chains, and the authorities that tax forms cite. */
async function collectLinkHosts(integrations) {
  const hosts = new Set();
  for (const [kind, pattern, isLinked] of [['chains', /^explorer = "(https:[^"]+)"/gm, () => true], ['jurisdictions', /"(https:[^"\s]+)"/g, host => AUTHORITY.test(host)]]) {
    for (const folder of await readdir(join(integrations, kind), { withFileTypes: true })) {
      if (!folder.isDirectory() || folder.name.startsWith('_')) continue;
      const text = await readFile(join(integrations, kind, folder.name, 'manifest.toml'), 'utf8').catch(() => '');
      for (const [, url] of text.matchAll(pattern)) {
        const host = URL.canParse(url) ? new URL(url).hostname : '';
        if (host !== '' && isLinked(host)) hosts.add(host);
      }
    }
  }
  return [...hosts].sort();
}

await rm(out, { recursive: true, force: true });
await mkdir(join(out, 'page'), { recursive: true });
await Promise.all([
  build({ ...shared, entryPoints: [join(here, 'src/main/entry.main.ts')], outfile: join(out, 'main.cjs'), platform: 'node', format: 'cjs' }),
  build({ ...shared, entryPoints: [join(here, 'src/preload/bridge.preload.ts')], outfile: join(out, 'preload.cjs'), platform: 'node', format: 'cjs' }),
  build({ ...shared, entryPoints: [join(here, 'src/renderer/status.renderer.ts')], outfile: join(out, 'page', 'status.js'), platform: 'browser', target: 'es2022', format: 'iife' }),
  ...['status.html', 'status.css'].map(name => cp(join(here, 'src/renderer', name), join(out, 'page', name))),
  ...['icon.png', 'tray.png'].map(name => cp(join(here, 'assets', name), join(out, name))),
  collectLinkHosts(join(repository, 'rotkehlchen', 'integrations')).then(async linkHosts => writeFile(
    join(out, 'built.json'), JSON.stringify({ version, releaseFeed, linkHosts, backendHashes: values.backend === undefined ? {} : await hashFiles(resolve(values.backend)) }),
  )),
]);
