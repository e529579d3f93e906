import './styles/tokens.css';
import './styles/base.css';
import './styles/print.css';
import { VueQueryPlugin, type QueryClient } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp, nextTick, watch } from 'vue';
import { useSession } from '@/modules/session';
import { bindSocketToCache, createQueryClient, keys, socket, takeLaunchToken } from '@/shared/api';
import { assetDirectory } from '@/shared/assets';
import { nameDirectory } from '@/shared/names';
import { useSettings } from '@/shared/settings';
import App from './App.vue';
import { i18n, setLanguage } from './i18n';
import { createAppRouter } from './router';
import { allowEmptyHtml } from './trusted';

/** Empties everything that holds values, and lets the screen catch up; what is shown is asked for anew. */
async function dropFigures(client: QueryClient): Promise<void> {
  for (const key of [keys.balances, keys.blockchainBalances, keys.manualBalances, keys.netValue, keys.prices]) void client.resetQueries({ queryKey: [key] });
  // The cache tells its readers in a task of its own.
  await new Promise(done => { setTimeout(done, 0); });
  await nextTick();
}

/** What names of addresses come from: books, labels of accounts, symbols of tokens, and the order of these. */
const NAMING = new Set(['names', 'accounts', 'assets', 'settings']);

async function start(): Promise<void> {
  // First of all: the token must leave the address bar before the router or anything else reads it.
  await takeLaunchToken();
  allowEmptyHtml();

  const app = createApp(App);
  const queryClient = createQueryClient();
  app.use(createPinia()).use(i18n).use(VueQueryPlugin, { queryClient });

  const settings = useSettings();
  watch(() => settings.language, async language => {
    if (await setLanguage(language)) void queryClient.invalidateQueries({ queryKey: [keys.history] }); // told in words by the backend
  }, { immediate: true });
  bindSocketToCache(socket, queryClient);
  settings.beforeCurrencyChange(() => dropFigures(queryClient));
  socket.onMessage(message => {
    if (message.type !== 'data_changed') return;
    if (message.data.what === 'assets') assetDirectory.clear();
    if (NAMING.has(message.data.what)) nameDirectory.clear();
    if (message.data.what === 'settings') void settings.noticeChange().catch(() => undefined);
  });

  const session = useSession();
  await session.boot();
  const router = createAppRouter();
  app.use(router);
  await router.isReady().catch(() => undefined); // what is wrong with the first page is told on it
  app.mount('#app');
}

void start();
