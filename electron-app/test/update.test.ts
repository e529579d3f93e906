import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fetchRelease, isNewer, readRelease, type Feed } from '../src/main/update.main';

const keys = generateKeyPairSync('ed25519');
const feed: Feed = { url: 'https://releases.example/note.json', publicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }) as string };
const note = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const signed = (bytes: Buffer, key = keys.privateKey) => sign(null, bytes, key).toString('base64');
const good = note({ version: '1.10.0', page: 'https://releases.example/1.10.0' });

describe('a release note', () => {
  it('that is newer and signed is told', () => { expect(readRelease(good, signed(good), feed, '1.9.3')).toEqual({ version: '1.10.0', page: 'https://releases.example/1.10.0' }); });
  it('that is not newer is none: no way back', () => { for (const current of ['1.10.0', '1.10.1', '2.0.0']) expect(readRelease(good, signed(good), feed, current)).toBeNull(); });
  it('with a wrong signature is refused', () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const changed = note({ version: '9.9.9', page: 'https://releases.example/9' });
    for (const [bytes, signature] of [[good, signed(good, other)], [changed, signed(good)], [good, ''], [good, 'AAAA'], [good, `${signed(good)}AAAA`], [Buffer.concat([good, note(' ')]), signed(good)]] as const) {
      expect(() => readRelease(bytes, signature, feed, '0.1.0')).toThrow('signature');
    }
  });
  it.each(['[]', 'null', '{', '{"version":"1.0"}', '{"version":"1.0.0-beta","page":"https://releases.example/"}', '{"version":"2.0.0","page":"x"}', '{"version":2,"page":"https://releases.example/"}'])('that is no note is refused: %s', text => {
    expect(() => readRelease(note(text), signed(note(text)), feed, '0.1.0')).toThrow('no release');
  });
  it.each(['http://releases.example/', 'https://evil.example/', 'https://a@releases.example/', 'javascript:alert(1)'])('whose page is elsewhere is refused: %s', page => {
    const bytes = note({ version: '2.0.0', page });
    expect(() => readRelease(bytes, signed(bytes), feed, '0.1.0')).toThrow('elsewhere');
  });
  it('that is too large is not read', () => { expect(() => readRelease(Buffer.alloc(20_000), '', feed, '0.1.0')).toThrow('too large'); });
  it('compares numbers, not texts', () => {
    expect([isNewer('0.10.0', '0.9.9'), isNewer('1.0.0', '0.99.99'), isNewer('0.1.0', '0.1.0'), isNewer('x', '0.1.0'), isNewer('1.0.0', '?')]).toEqual([true, true, false, false, false]);
  });
  it('is asked for over https alone', async () => {
    await expect(fetchRelease({ ...feed, url: 'http://releases.example/note.json' }, '0.1.0', () => Promise.reject(new Error('asked')))).rejects.toThrow('not https');
  });
  it('is asked for without anything about this computer', async () => {
    const asked: [string, RequestInit][] = [];
    const answer = await fetchRelease(feed, '0.1.0', (url, init) => {
      asked.push([url, init]);
      return Promise.resolve(new Response(url.endsWith('.sig') ? signed(good) : new Uint8Array(good)));
    });
    expect(answer?.version).toBe('1.10.0');
    expect(asked.map(([url]) => url)).toEqual([feed.url, `${feed.url}.sig`]);
    for (const [, init] of asked) expect(init).toMatchObject({ redirect: 'error', credentials: 'omit', headers: { 'Cache-Control': 'no-cache' } });
  });
});
