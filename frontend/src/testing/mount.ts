/** Mounts a component in a test with everything the running client gives it: language, stores, query cache, router, providers. */
import { VueQueryPlugin } from '@tanstack/vue-query';
import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { defineComponent, h, type Component } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { i18n } from '@/app/i18n';
import { createQueryClient } from '@/shared/api';
import { AppProviders } from '@/shared/ui';

/** The wrapper is the component's own: `emitted`, `setProps` and `find` work as usual. */
export function mountWithApp(component: unknown, props: Record<string, unknown> = {}, slots: Record<string, (scope: never) => unknown> = {}): VueWrapper {
  const pinia = createPinia();
  setActivePinia(pinia);
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { render: () => null } }] });
  const queryClient = createQueryClient();
  const given = { ...props };
  const Host = defineComponent({
    props: { extra: { type: Object, default: () => ({}) } },
    setup: host => () => h(AppProviders, null, { default: () => h(component as Component, { ...given, ...host.extra }, slots as never) }),
  });
  const wrapper = mount(Host, { global: { plugins: [pinia, i18n, router, [VueQueryPlugin, { queryClient }]] }, attachTo: document.body });
  const inner = wrapper.findComponent(component as Component) as unknown as VueWrapper;
  const extra: Record<string, unknown> = {};
  inner.setProps = async changed => {
    Object.assign(extra, changed);
    await wrapper.setProps({ extra: { ...extra } });
  };
  return inner;
}
