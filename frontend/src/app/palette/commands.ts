/** Everything that the palette can open or do, in the words of the reader's language. */
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter, type RouteLocationRaw } from 'vue-router';
import { useAllBalances, useRefresh } from '@/modules/balances';
import { useSession } from '@/modules/session';
import { useReportName } from '@/shared/report';
import { toApiError } from '@/shared/api';
import { assetDirectory, fallbackSymbol } from '@/shared/assets';
import { useChains } from '@/shared/chains';
import { formatDate, shortAddress } from '@/shared/format';
import { printPage } from '@/shared/print';
import { useSettings } from '@/shared/settings';
import { showToast, type IconName } from '@/shared/ui';
import { languages } from '../i18n';
import { navigation } from '../navigation';
import { useAddresses, useAssetSearch, useReportList } from './data';
import { settingIndex } from './settings';
import { historyFilter } from './search';
import type { Command } from './types';

/** Parts of pages that have an address of their own: name of the route, path, title, icon. */
const PARTS: readonly (readonly [page: string, path: string, title: string, icon: IconName])[] = [
  ['balances', '/balances/blockchain', 'source.tab.blockchain', 'balances'],
  ['balances', '/balances/manual', 'source.tab.manual', 'balances'],
  ['history', '/history/unmatched', 'history.tab.unmatched', 'history'],
  ['history', '/history/issues', 'history.tab.issues', 'history'],
  ['history', '/history/hidden', 'history.tab.hidden', 'history'],
  ['taxes', '/taxes/lots', 'tax.page.lots', 'receipt'],
  ['taxes', '/taxes/rules', 'tax.page.rules', 'receipt'],
  ['assets', '/assets/custom', 'asset.tab.custom', 'assets'],
  ['assets', '/assets/prices', 'asset.tab.prices', 'assets'],
  ['assets', '/assets/historic', 'asset.tab.historic', 'assets'],
  ['assets', '/assets/sources', 'asset.tab.sources', 'assets'],
];

export interface ShellActions { notices: () => void; keys: () => void; notes: () => void }
export interface Commands { all: ComputedRef<Command[]>; isSearching: Ref<boolean>; failed: Ref<boolean> }

export function useCommands(open: Ref<boolean>, text: Ref<string>, shell: ShellActions): Commands {
  const { t } = useI18n();
  const router = useRouter();
  const session = useSession();
  const settings = useSettings();
  const chains = useChains(open);
  const refresh = useRefresh();
  const reportName = useReportName();
  const balances = useAllBalances(open);
  const addresses = useAddresses(open);
  const reports = useReportList(open);
  const assets = useAssetSearch(text);
  const go = (to: RouteLocationRaw) => (): void => { void router.push(to); };
  const path = (path: string): string => path.replace(/\/:.*$/, '');

  async function refreshBalances(): Promise<void> {
    showToast(t('command.refreshing'), { tone: 'info' });
    const failure = await refresh.start();
    if (failure !== null) showToast(failure, { tone: 'error' });
  }
  async function logout(): Promise<void> {
    try {
      await session.logout();
    }
    catch (error) {
      showToast(toApiError(error).message, { tone: 'error' });
    }
  }

  const pages = computed<Command[]>(() => [
    ...navigation.map((entry): Command => ({ key: entry.name, group: 'page', label: t(entry.title), icon: entry.icon, shortcut: `go-${entry.name}`, boost: 4, run: go(path(entry.path)) })),
    ...PARTS.map(([page, to, title, icon]): Command => {
      const parent = navigation.find(entry => entry.name === page);
      return { key: to, group: 'page', label: t(title), note: t(parent?.title ?? ''), words: t(parent?.title ?? ''), icon, run: go(to) };
    }),
  ]);

  const action = (key: string, icon: IconName, run: () => void, more: Partial<Command> = {}): Command =>
    ({ key, group: 'action', label: more.label ?? t(`command.${key}`), words: t(`command.words.${key}`), icon, boost: 2, run, ...more });
  const actions = computed<Command[]>(() => [
    action('addAccount', 'plus', go('/accounts?add=1')),
    action('addBalance', 'plus', go('/balances/manual?add=1')),
    action('importFiles', 'upload', go('/import')),
    action('refresh', 'refresh', () => { void refreshBalances(); }),
    action('sync', 'history', go('/history?sync=1')),
    action('report', 'receipt', go('/taxes')),
    action('backup', 'backup', go('/backups')),
    action('addEvent', 'plus', go('/history?add=1')),
    action('check', 'scale', go('/reconcile')),
    action('notices', 'bell', shell.notices, { shortcut: 'notices' }),
    action('notes', 'note', shell.notes),
    action('privacy', settings.preferences.privacy ? 'eye' : 'eyeOff', () => { settings.setPreference('privacy', !settings.preferences.privacy); },
      { label: t(settings.preferences.privacy ? 'shell.showAmounts' : 'shell.hideAmounts'), shortcut: 'privacy' }),
    ...(['light', 'dark', 'system'] as const).filter(theme => theme !== settings.preferences.theme).map(theme =>
      action('theme', theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'settings', () => { settings.setPreference('theme', theme); }, { key: `theme ${theme}`, label: t(`command.themes.${theme}`) })),
    ...languages.filter(code => languages.length > 1 && code !== settings.preferences.language).map(code =>
      action('language', 'api', () => { settings.setPreference('language', code); }, { key: `language ${code}`, label: t('command.language', { name: new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code }) })),
    action('guide', 'info', () => {
      settings.setPreference('taxGuideHidden', false);
      void router.push('/?guide=1');
    }),
    action('keys', 'info', shell.keys, { shortcut: 'help' }),
    action('print', 'print', () => { setTimeout(() => { void printPage().catch(() => undefined); }, 300); }),
    action('api', 'api', go('/api')),
    action('logout', 'logout', () => { void logout(); }),
  ]);

  const known = computed<Command[]>(() => addresses.value.map(({ address, name, tags, own }): Command => ({
    key: `address ${address}`,
    group: 'account',
    label: settings.preferences.privacy && name === '' ? t('command.hiddenAddress') : name || shortAddress(address),
    words: [address, ...tags].join(' '),
    icon: own ? 'wallet' : 'book',
    ...(name !== '' && !settings.preferences.privacy && { note: shortAddress(address) }),
    boost: own ? 2 : 0,
    run: go(own ? { path: '/accounts', query: { find: address } } : { path: '/address-book', query: { find: address } }),
  })));

  /** Assets that are held lead to where they are, others to what is known of them. */
  const heldIds = ref<readonly string[]>([]);
  watch(() => balances.data.value, data => { heldIds.value = Object.keys({ ...data?.assets, ...data?.liabilities }); }, { immediate: true });
  const assetCommand = (id: string, isHeld: boolean): Command => {
    const info = assetDirectory.info(id);
    const label = (info?.is_custom_asset ? info.name : info?.symbol) ?? info?.name ?? fallbackSymbol(id);
    const name = info?.name && info.name !== label ? info.name : '';
    return {
      key: `asset ${id}`, group: 'asset', label: name === '' ? label : `${label} · ${name}`, words: id, icon: 'assets', asset: id, boost: isHeld ? 6 : -25,
      note: isHeld ? t('command.held') : info?.evm_chain ? chains.nameOf(info.evm_chain) : '',
      run: go(isHeld ? { path: '/', query: { asset: id } } : { path: '/assets', query: { asset: id } }),
    };
  };
  const held = computed<Command[]>(() => (open.value ? heldIds.value.map(id => assetCommand(id, true)) : []));
  const found = computed<Command[]>(() => {
    const mine = new Set(heldIds.value);
    return assets.hits.value.filter(hit => !mine.has(hit.identifier)).map(hit => assetCommand(hit.identifier, false));
  });

  const made = computed<Command[]>(() => reports.value.map((report): Command => ({
    key: `report ${String(report.identifier)}`, group: 'report', label: reportName(report), words: t('command.words.report'), icon: 'receipt',
    note: formatDate(report.timestamp, settings.locale, settings.timeZone), run: go(`/taxes/reports/${String(report.identifier)}`),
  })));

  const choices = computed<Command[]>(() => settingIndex.map(([section, label, ...words]): Command => ({
    key: `setting ${label}`, group: 'setting', label: t(label), note: t(`setting.${section}`), words: [t(`setting.${section}`), ...words.map(word => t(word))].join(' '), icon: 'settings',
    run: go({ path: `/settings/${section}`, query: { show: label } }),
  })));

  /** Whatever is typed can be looked for in the history: first a hash or an address, last a text. */
  const inHistory = computed<Command[]>(() => {
    const wanted = historyFilter(text.value);
    if (wanted === null) return [];
    const shown = wanted.kind === 'text' ? text.value.trim() : shortAddress(text.value.trim());
    return [{
      key: 'history-search', group: 'history', label: t(`command.inHistory.${wanted.kind}`, { text: shown }), words: text.value, icon: 'search', boost: wanted.kind === 'text' ? -60 : 30,
      run: go({ path: '/history', query: { f: wanted.filter } }),
    }];
  });

  return {
    all: computed(() => [...inHistory.value, ...pages.value, ...actions.value, ...known.value, ...held.value, ...found.value, ...made.value, ...choices.value]),
    isSearching: assets.isSearching,
    failed: assets.failed,
  };
}
