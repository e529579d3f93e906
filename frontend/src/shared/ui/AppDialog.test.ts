import { afterEach, expect, it } from 'vitest';
import { h, nextTick } from 'vue';
import { mountWithApp } from '@/testing/mount';
import AppDialog from './AppDialog.vue';
import { mayLeaveForms } from './leave';

afterEach(() => { document.body.innerHTML = ''; });

/** Whether the page may be left without a question. */
const mayLeave = async (): Promise<boolean> => Promise.race([mayLeaveForms(), new Promise<boolean>(done => { setTimeout(() => { done(false); }, 0); })]);

it('asks before typed text is lost, and no more once its form has saved it', async () => {
  const dialog = mountWithApp(AppDialog, { open: true, title: 'Form' }, { default: () => h('input', { id: 'typed' }), actions: () => h('button', 'Save') });
  await nextTick();
  expect(await mayLeave()).toBe(true);
  document.querySelector('#typed')?.dispatchEvent(new Event('input', { bubbles: true }));
  expect(await mayLeave()).toBe(false);
  (dialog.vm as unknown as { forget: () => void }).forget();
  expect(await mayLeave()).toBe(true);
});
