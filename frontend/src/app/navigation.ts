/**
 * The pages of the client. One entry here makes a page reachable by the rail, the command palette and its key
 * (`g` followed by the letter). To add a page: write `src/pages/<Name>Page.vue`, an entry here, and its texts in `nav`.
 */
import type { Component } from 'vue';
import type { IconName } from '@/shared/ui';

export interface NavEntry {
  name: string;
  path: string;
  icon: IconName;
  /** Second key of the shortcut `g <key>`. */
  key: string;
  /** Key of the title in the language file. */
  title: string;
  load: () => Promise<{ default: Component }>;
  /** Other paths that the same page shows, such as tabs. */
  children?: readonly string[];
}

export const navigation: readonly NavEntry[] = [
  { name: 'dashboard', path: '/', icon: 'dashboard', key: 'd', title: 'nav.dashboard', load: () => import('@/pages/DashboardPage.vue') },
  { name: 'accounts', path: '/accounts', icon: 'wallet', key: 'a', title: 'nav.accounts', load: () => import('@/pages/AccountsPage.vue') },
  { name: 'balances', path: '/balances/:tab?', icon: 'balances', key: 'b', title: 'nav.balances', load: () => import('@/pages/BalancesPage.vue') },
  { name: 'history', path: '/history/:tab?', icon: 'history', key: 'h', title: 'nav.history', load: () => import('@/pages/HistoryPage.vue') },
  { name: 'import', path: '/import', icon: 'upload', key: 'm', title: 'nav.import', load: () => import('@/pages/ImportPage.vue') },
  { name: 'reconcile', path: '/reconcile', icon: 'scale', key: 'c', title: 'nav.reconcile', load: () => import('@/pages/ReconcilePage.vue') },
  { name: 'taxes', path: '/taxes/:tab?/:id?', icon: 'receipt', key: 't', title: 'nav.taxes', load: () => import('@/pages/TaxPage.vue') },
  { name: 'performance', path: '/performance', icon: 'chart', key: 'r', title: 'nav.performance', load: () => import('@/pages/PerformancePage.vue') },
  { name: 'assets', path: '/assets/:tab?', icon: 'assets', key: 'p', title: 'nav.assets', load: () => import('@/pages/AssetsPage.vue') },
  { name: 'address-book', path: '/address-book', icon: 'book', key: 'o', title: 'nav.addressBook', load: () => import('@/pages/AddressBookPage.vue') },
  { name: 'backups', path: '/backups', icon: 'backup', key: 'u', title: 'nav.backups', load: () => import('@/pages/BackupsPage.vue') },
  { name: 'settings', path: '/settings/:tab?', icon: 'settings', key: 's', title: 'nav.settings', load: () => import('@/pages/SettingsPage.vue') },
  { name: 'api', path: '/api', icon: 'api', key: 'i', title: 'nav.api', load: () => import('@/pages/ApiPage.vue') },
];
