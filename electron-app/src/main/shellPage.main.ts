/** `app://shell/`: the shell's own page, from a fixed table. No path of the disk is ever made out of an address, so none can climb. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SCHEME = 'app';
export const SHELL_ORIGIN = `${SCHEME}://shell`;
export const STATUS_URL = `${SHELL_ORIGIN}/status.html`;

const FILES: Record<string, string> = {
  'status.html': 'text/html; charset=utf-8',
  'status.css': 'text/css; charset=utf-8',
  'status.js': 'text/javascript; charset=utf-8',
};

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'", "frame-src 'none'",
  "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export function serveShellPage(folder: string): (request: { url: string; method: string }) => Response {
  const contents = new Map(Object.keys(FILES).map(name => [`${SHELL_ORIGIN}/${name}`, readFileSync(join(folder, name))]));
  return ({ url, method }) => {
    const content = contents.get(url);
    if (content === undefined || method !== 'GET') return new Response('', { status: content === undefined ? 404 : 405, headers: HEADERS });
    return new Response(new Uint8Array(content), { headers: { ...HEADERS, 'Content-Type': FILES[url.slice(SHELL_ORIGIN.length + 1)] ?? '' } });
  };
}
