import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { originOf, ownerOf } from '../src/main/origin.main';
import { CONTENT_SECURITY_POLICY, serveShellPage } from '../src/main/shellPage.main';

const page = resolve(import.meta.dirname, '../dist/page');
const serve = serveShellPage(page);

describe('app://shell', () => {
  it('serves its three files under a strict policy', async () => {
    for (const [name, type] of [['status.html', 'text/html'], ['status.css', 'text/css'], ['status.js', 'text/javascript']] as const) {
      const answer = serve({ url: `app://shell/${name}`, method: 'GET' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Content-Type')).toContain(type);
      expect(answer.headers.get('Content-Security-Policy')).toBe(CONTENT_SECURITY_POLICY);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(readFileSync(resolve(page, name)));
    }
  });

  it.each([
    'app://shell/', 'app://shell', 'app://shell/../main.cjs', 'app://shell/%2e%2e/main.cjs', 'app://shell/..%2fmain.cjs', 'app://shell/..\\main.cjs', 'app://shell/%5c..%5cmain.cjs', 'app://shell/page/../../main.cjs',
    'app://shell//etc/passwd', 'app://shell/etc/passwd', 'app://shell/status.html%00.png', 'app://shell/status.html\0', 'app://shell/status.html?x', 'app://shell/status.html#x', 'app://shell/STATUS.HTML', 'app://shell/built.json',
    'app://portfolio/../../etc/passwd', 'app://other/status.html', 'app://shell:80/status.html', 'app://a@shell/status.html', 'file:///etc/passwd', 'app:status.html', 'app://shell/constructor', 'app://shell/__proto__', '',
  ])('serves nothing for %j', async url => {
    const answer = serve({ url, method: 'GET' });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  it('serves nothing to another method', () => { expect(serve({ url: 'app://shell/status.html', method: 'POST' }).status).toBe(405); });

  it('is a page without inline script, style or outside address', () => {
    const html = readFileSync(resolve(page, 'status.html'), 'utf8');
    expect(html).not.toMatch(/<style|style=|\son\w+=|https?:|<script(?! src="status\.js"><\/script>)/);
    expect(readFileSync(resolve(page, 'status.js'), 'utf8')).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(/);
  });

  it('has the policy that the backend sends', () => {
    const guard = readFileSync(resolve(import.meta.dirname, '../../rotkehlchen/api/guard.py'), 'utf8');
    for (const part of CONTENT_SECURITY_POLICY.split('; ')) expect(guard).toContain(part);
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:/);
    expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none'/);
  });
});

describe('origins', () => {
  it.each([
    ['http://127.0.0.1:45000/#/x', 'http://127.0.0.1:45000'], ['app://shell/status.html', 'app://shell'], ['http://user@127.0.0.1:45000/', null], ['data:text/html,x', null], ['file:///etc/passwd', null], ['about:blank', null],
    ['blob:http://127.0.0.1:45000/x', null], ['', null], ['http://127.0.0.1.evil.example:45000/', 'http://127.0.0.1.evil.example:45000'], ['http://127.0.0.1:45000.evil.example/', null],
  ])('%s is of %s', (address, origin) => { expect(originOf(address)).toBe(origin); });
  it('blobs belong to who made them', () => {
    expect(ownerOf('blob:http://127.0.0.1:1/x')).toBe('http://127.0.0.1:1');
    expect(ownerOf('blob:null/x')).toBeNull();
  });
});
