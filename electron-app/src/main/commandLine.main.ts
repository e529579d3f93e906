/** What of our own arguments is taken: `--data-dir`, and no switch that opens the window to other programs. Addresses and files are ignored. */
import { isAbsolute, resolve } from 'node:path';

/** With these another program could read the window or run code in it; an installed application refuses to start. */
export const UNSAFE_SWITCHES = [
  'remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-allow-origins', 'inspect', 'inspect-brk', 'inspect-port',
  'js-flags', 'load-extension', 'disable-extensions-except', 'disable-web-security', 'no-sandbox', 'disable-site-isolation-trials',
  'allow-running-insecure-content', 'ignore-certificate-errors', 'ignore-certificate-errors-spki-list', 'proxy-server', 'proxy-pac-url',
  'host-rules', 'host-resolver-rules', 'gpu-launcher', 'renderer-cmd-prefix', 'utility-cmd-prefix', 'ppapi-plugin-launcher', 'unsafely-treat-insecure-origin-as-secure',
  'log-net-log', 'ssl-key-log-file', 'auth-server-allowlist',
  // Another program in the place of the window's process, one without walls around it, or questions that answer themselves.
  'browser-subprocess-path', 'single-process', 'disable-gpu-sandbox', 'disable-setuid-sandbox', 'disable-namespace-sandbox', 'disable-seccomp-filter-sandbox',
  'allow-sandbox-debugging', 'enable-blink-features', 'enable-experimental-web-platform-features', 'allow-file-access-from-files', 'use-fake-ui-for-media-stream',
  'auto-open-devtools-for-tabs',
] as const;

export function findUnsafeSwitch(hasSwitch: (name: string) => boolean): string | null {
  return UNSAFE_SWITCHES.find(name => hasSwitch(name)) ?? null;
}

export function findDataDirectory(argv: readonly string[], workingDirectory: string): string | null {
  const given = argv.find(argument => argument.startsWith('--data-dir='))?.slice('--data-dir='.length) ?? '';
  if (given === '' || given.includes('\0')) return null;
  return isAbsolute(given) ? given : resolve(workingDirectory, given);
}
