import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeLink } from '../src/main/link.main';

const chains = resolve(import.meta.dirname, '../../rotkehlchen/integrations/chains');
const hosts = new Set(['etherscan.io', 'www.irs.gov']);
const built = () => new Set((JSON.parse(readFileSync(resolve(import.meta.dirname, '../dist/built.json'), 'utf8')) as { linkHosts: string[] }).linkHosts);

describe('judgeLink', () => {
  it.each([
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', 'file:///etc/passwd', 'smb://host/share', 'data:text/html,x', 'http://etherscan.io/',
    'ftp://etherscan.io', 'ms-settings:privacy', 'vbscript:x', 'mailto:a@b.example', 'ws://etherscan.io', 'blob:https://etherscan.io/x', 'view-source:https://etherscan.io', 'app://shell/status.html',
    'rotki://open', 'ssh://host', '\\\\host\\share', '//etherscan.io', 'etherscan.io', '', 'https:', 'https://', 'https:///x', 'https:etherscan.io',
  ])('refuses what is no address of the web: %j', raw => { expect(judgeLink(raw, hosts)).toEqual({ kind: 'bad' }); });

  it.each([
    'https://etherscan.io@evil.example/', 'https://user:pw@etherscan.io/', 'https://@etherscan.io/', 'https://etherscan.io:8443/', 'https://etherscan.io\\@evil.example',
    'https://127.0.0.1/', 'https://[::1]/', 'https://2130706433/', 'https://0x7f.1/', 'https://localhost/', 'https://a.localhost/', 'https://printer.local/', 'https://router.lan', 'https://nas/',
    'https://etherscan.io/ x', 'https://etherscan.io/\u0000', `https://etherscan.io/${'a'.repeat(3_000)}`, 'https://ether%2escan.io:1/', 'https://etherscan.io.', 'https://.etherscan.io/', 'https://etherscan..io/',
  ])('refuses what hides where it leads: %j', raw => { expect(judgeLink(raw, hosts)).toEqual({ kind: 'bad' }); });

  it.each([null, undefined, 1, {}, [], ['https://etherscan.io'], { toString: () => 'https://etherscan.io' }])('refuses what is no text: %j', raw => {
    expect(judgeLink(raw, hosts)).toEqual({ kind: 'bad' });
  });

  it('allows known hosts alone, and shows the address that is opened', () => {
    expect(judgeLink('https://ETHERSCAN.io/tx/0x1#a', hosts)).toEqual({ kind: 'allowed', url: 'https://etherscan.io/tx/0x1#a', host: 'etherscan.io' });
    for (const raw of ['https://etherscan.io.evil.example/', 'https://evil-etherscan.io/', 'https://sub.etherscan.io/', 'https://evil.example/etherscan.io']) {
      expect(judgeLink(raw, hosts).kind).toBe('unknown');
    }
  });

  it('shows names of other scripts as what they are', () => {
    const verdict = judgeLink('https://еtherscan.io/', hosts); // the first letter is Cyrillic
    expect(verdict).toMatchObject({ kind: 'unknown', host: 'xn--therscan-b8g.io' });
    expect(verdict.kind === 'bad' ? '' : verdict.url).toMatch(/^[\x21-\x7e]+$/);
  });

  it('knows the explorer of every chain of this build, and no aggregator of news', () => {
    const known = built();
    const explorers = readdirSync(chains).filter(id => !id.startsWith('_')).flatMap(id => [...readFileSync(join(chains, id, 'manifest.toml'), 'utf8').matchAll(/^explorer = "([^"]+)"/gm)].map(found => found[1] ?? ''));
    expect(explorers.length).toBeGreaterThan(15);
    for (const explorer of explorers) expect(judgeLink(`${explorer}/tx/0x1`, known).kind, explorer).toBe('allowed');
    for (const host of ['en.wikipedia.org', 'www.google.com', 'github.com']) expect(known.has(host)).toBe(false);
  });
});
