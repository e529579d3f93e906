/**
 * Whether there is a newer version. Off until the user switches it on; tells, and never downloads or installs.
 *
 * A release note is `{"version": "1.2.3", "page": "https://…"}` with an Ed25519 signature over its exact bytes, made with a key whose
 * public half is packed into this build. An older version, another host's page or a wrong signature is no release.
 */
import { createPublicKey, verify } from 'node:crypto';

export interface Feed {
  /** https address of the note; its signature is at the same address with `.sig` behind it, in base64. */
  url: string;
  /** SPKI, PEM. */
  publicKey: string;
}

export interface Release {
  version: string;
  page: string;
}

const VERSION = /^(\d{1,4})\.(\d{1,4})\.(\d{1,4})$/;
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/;
const MAX_BYTES = 10_000;

export class UpdateError extends Error {}

export function isNewer(version: string, current: string): boolean {
  const [a, b] = [VERSION.exec(version), VERSION.exec(current)];
  if (a === null || b === null) return false;
  for (let part = 1; part <= 3; part += 1) {
    const difference = Number(a[part]) - Number(b[part]);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The release that the note names, or null where it is not newer. Throws UpdateError where it can't be trusted. */
export function readRelease(note: Uint8Array, signature: string, feed: Feed, current: string): Release | null {
  if (note.byteLength > MAX_BYTES) throw new UpdateError('the answer is too large');
  const text = signature.trim();
  if (!SIGNATURE.test(text) || !verify(null, note, createPublicKey(feed.publicKey), Buffer.from(text, 'base64'))) throw new UpdateError('the signature is wrong');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(note).toString('utf8'));
  }
  catch {
    throw new UpdateError('the answer is no release');
  }
  const { version, page } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof version !== 'string' || !VERSION.test(version) || typeof page !== 'string' || !URL.canParse(page)) throw new UpdateError('the answer is no release');
  const address = new URL(page);
  if (address.protocol !== 'https:' || address.username !== '' || address.host !== new URL(feed.url).host) throw new UpdateError('its page is elsewhere');
  return isNewer(version, current) ? { version, page: address.href } : null;
}

/** One request for the note, one for its signature; nothing about this computer goes along. */
export async function fetchRelease(feed: Feed, current: string, fetch: (url: string, init: RequestInit) => Promise<Response>): Promise<Release | null> {
  if (!feed.url.startsWith('https://')) throw new UpdateError('the place to ask is not https');
  const read = async (url: string) => {
    const answer = await fetch(url, { redirect: 'error', credentials: 'omit', headers: { 'Cache-Control': 'no-cache' }, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new UpdateError(`status ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const [note, signature] = await Promise.all([read(feed.url), read(`${feed.url}.sig`)]);
  return readRelease(note, Buffer.from(signature).toString('latin1'), feed, current);
}
