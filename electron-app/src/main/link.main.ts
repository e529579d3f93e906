/**
 * Which addresses may leave for the user's browser: https, a host that the application itself links to, nothing hidden in the address.
 * The hosts are collected from the integrations' manifests when the shell is built, so that a new chain's explorer is known without a list here.
 */
import { isIP } from 'node:net';

export type LinkVerdict =
  | { kind: 'allowed' | 'unknown'; url: string; host: string }
  | { kind: 'bad' };

const MAX_LENGTH = 2_048;

/** `unknown`: a decent address of a host that nobody vouched for. The address that comes back is the one to show and to open. */
export function judgeLink(raw: unknown, hosts: ReadonlySet<string>): LinkVerdict {
  // eslint-disable-next-line no-control-regex -- exactly these must not be in it
  if (typeof raw !== 'string' || raw.length > MAX_LENGTH || !/^https:\/\/[^\s\\\u0000-\u001f\u007f]+$/i.test(raw)) return { kind: 'bad' };
  let url: URL;
  try {
    url = new URL(raw);
  }
  catch {
    return { kind: 'bad' };
  }
  const host = url.hostname.toLowerCase();
  const isPlain = url.protocol === 'https:' && url.username === '' && url.password === '' && url.port === '' && !raw.slice(8).split(/[/?#]/)[0]?.includes('@');
  // The parser has turned other scripts into xn--; one that looks like a known host is not that host.
  const isName = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(host) && isIP(host) === 0 && !/(?:^|\.)(?:localhost|local|internal|home|lan|onion)$/.test(host);
  if (!isPlain || !isName) return { kind: 'bad' };
  return { kind: hosts.has(host) ? 'allowed' : 'unknown', url: url.href, host };
}
