import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mountWithApp } from '@/testing/mount';
import { toasts } from '@/shared/ui';
import AssetPicture from './AssetPicture.vue';

const PICTURE = 'data:image/png;base64,aGVsbG8=';
let picture: string | null = PICTURE;
const calls: { method: string; path: string; body: unknown }[] = [];

beforeEach(() => {
  vi.stubGlobal('fetch', vi.fn((url: string, init: RequestInit) => {
    const path = url.replace('/api/1', '');
    if (path.startsWith('/assets/icon/')) {
      calls.push({ method: init.method ?? '', path, body: init.body });
      picture = init.method === 'PATCH' ? null : PICTURE;
    }
    const isOwn = path === '/assets/icons' && String(init.body).includes('"only_own":true');
    const result = path === '/assets/icons' ? { HOME: isOwn ? picture : PICTURE } : path === '/assets/mappings' ? { assets: {}, asset_collections: {} } : true;
    return Promise.resolve(new Response(JSON.stringify({ result, message: '' })));
  }));
});
afterEach(() => { vi.unstubAllGlobals(); });

it('takes a picture away, and puts the same one back', async () => {
  const wrapper = mountWithApp(AssetPicture, { asset: 'HOME' });
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Remove own picture'); });
  await wrapper.findAll('button').at(-1)?.trigger('click');
  await vi.waitFor(() => { expect(wrapper.text()).not.toContain('Remove own picture'); });
  expect(calls).toEqual([{ method: 'PATCH', path: '/assets/icon/modify', body: '{"asset":"HOME"}' }]);

  await toasts.at(-1)?.undo?.();
  const form = calls[1]?.body as FormData;
  expect(form.get('asset')).toBe('HOME');
  expect(await (form.get('file') as File).text()).toBe('hello');
  expect((form.get('file') as File).type).toBe('image/png');
  await vi.waitFor(() => { expect(wrapper.text()).toContain('Remove own picture'); });
});
