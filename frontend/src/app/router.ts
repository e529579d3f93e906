import { nextTick } from 'vue';
import { createRouter, createWebHashHistory, type Router, type RouteRecordRaw } from 'vue-router';
import { useSession } from '@/modules/session';
import LoginPage from '@/pages/LoginPage.vue';
import { api, parseTokenFragment, toApiError } from '@/shared/api';
import { mayLeaveForms, showToast } from '@/shared/ui';
import { i18n } from './i18n';
import { navigation } from './navigation';

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a profile being open. */
    open?: boolean;
    /** Shown without rail and top bar. */
    bare?: boolean;
    title?: string;
  }
}

const bare = { bare: true };
const open = { bare: true, open: true };

const routes: RouteRecordRaw[] = [
  ...navigation.map((entry): RouteRecordRaw => ({ name: entry.name, path: entry.path, component: entry.load, meta: { title: entry.title } })),
  { name: 'login', path: '/login', component: LoginPage, meta: { ...open, title: 'session.login' } },
  { name: 'recover', path: '/recover', component: () => import('@/pages/RecoverPage.vue'), meta: { ...open, title: 'recovery.useTitle' } },
  { name: 'welcome', path: '/welcome', component: () => import('@/pages/WelcomePage.vue'), meta: { ...open, title: 'session.create' } },
  { name: 'restore', path: '/restore', component: () => import('@/pages/RestorePage.vue'), meta: { ...open, title: 'restore.title' } },
  { name: 'recovery-key', path: '/recovery-key', component: () => import('@/pages/RecoveryKeyPage.vue'), meta: { ...bare, title: 'recovery.title' } },
  { name: 'not-found', path: '/:rest(.*)*', component: () => import('@/pages/NotFoundPage.vue'), meta: { title: 'notFound.title' } },
];

/** Pages for people without an open profile; nobody else needs them. */
const doors = new Set(['login', 'welcome', 'recover']);

/** In the words of Chromium, Firefox and Safari. */
export const isMissingScript = (error: unknown): boolean => error instanceof Error && /dynamically imported module|importing a module script failed/i.test(error.message);

const ANEW = 'loaded-anew';

/**
 * A page's script is not there: the program was replaced by another version while this tab was open, and has other scripts now; then the whole
 * page is loaded anew, once. Or the program doesn't answer: nothing is lost by staying.
 */
async function loadAnew(router: Router, path: string): Promise<void> {
  try {
    await api.get('/ping');
    if (sessionStorage.getItem(ANEW) === null) {
      sessionStorage.setItem(ANEW, path);
      history.replaceState(null, '', `#${path}`);
      location.reload();
      return;
    }
    showToast(i18n.global.t('error.pageMissing'), { tone: 'error' });
  }
  catch (error) {
    showToast(toApiError(error).message, { tone: 'error' });
  }
  if (router.currentRoute.value.matched.length === 0 && path !== '/') await router.replace('/');
}

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes,
    // A page that only shows something beside it stays where it is; the settings page goes to its section by itself.
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path || (to.name === 'settings' && to.params['tab']) ? false : { top: 0 }),
  });

  router.beforeEach(async (to, from) => {
    const session = useSession();
    // The printed link, opened in a tab that already runs the client, only changes the fragment: the page stays, and the token leaves the address bar.
    const token = parseTokenFragment(`#${to.fullPath}`);
    if (token !== null) {
      router.options.history.replace(from.fullPath);
      void session.useKey(token);
      return false;
    }
    // Nobody knows yet where to go; the page asks for the token or waits for the backend, and is loaded anew after that.
    if (session.state === 'token' || session.state === 'offline') return true;
    // A form that was just saved is given the time to close.
    await nextTick();
    if (session.state === 'ready' && to.path !== from.path && !(await mayLeaveForms())) return false;
    if (session.state === 'ready') return doors.has(String(to.name)) ? { name: 'dashboard' } : true;
    if (to.meta.open) return true;
    session.wanted = to.fullPath === '/' ? null : to.fullPath;
    return session.profiles.length === 0 ? { name: 'welcome' } : { name: 'login' };
  });
  router.onError((error, to) => { if (isMissingScript(error)) void loadAnew(router, to.fullPath); });
  router.afterEach((_to, _from, failure) => { if (!failure) sessionStorage.removeItem(ANEW); });
  return router;
}
