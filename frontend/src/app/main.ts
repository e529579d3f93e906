import './styles/tokens.css';
import './styles/base.css';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import { useSession } from '@/modules/session';
import { bindSocketToCache, createQueryClient, socket, takeLaunchToken } from '@/shared/api';
import { assetDirectory } from '@/shared/assets';
import { useSettings } from '@/shared/settings';
import App from './App.vue';
import { i18n, setLanguage } from './i18n';
import { createAppRouter } from './router';
import { allowEmptyHtml } from './trusted';

async function start(): Promise<void> {
  // First of all: the token must leave the address bar before the router or anything else reads it.
  await takeLaunchToken();
  allowEmptyHtml();

  const app = createApp(App);
  const queryClient = createQueryClient();
  app.use(createPinia()).use(i18n).use(VueQueryPlugin, { queryClient });

  const settings = useSettings();
  watch(() => settings.language, language => { void setLanguage(language); }, { immediate: true });
  bindSocketToCache(socket, queryClient);
  socket.onMessage(message => {
    if (message.type === 'data_changed' && message.data.what === 'assets') assetDirectory.clear();
  });

  const session = useSession();
  await session.boot();
  const router = createAppRouter();
  app.use(router);
  await router.isReady();
  app.mount('#app');
}

void start();
