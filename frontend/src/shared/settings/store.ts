/**
 * The user's settings and this client's preferences. Preferences live in the backend's `frontend_settings` text under
 * a key of our own, so that whatever another client keeps there stays as it is. Theme and language are also kept
 * in this browser, for the pages before the login.
 */
import { defineStore } from 'pinia';
import { computed, reactive, ref, watch } from 'vue';
import { api, type Settings } from '@/shared/api';
import { isPrinting } from '@/shared/print';
import { mergePreferences, readPreferences, type Preferences } from './preferences';

const LOCAL_KEY = 'preferences';
const SAVE_DELAY_MS = 400;
const OWN_CHANGE_MS = 2_000;

function readLocal(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(LOCAL_KEY) ?? '{}') as Partial<Preferences>;
  }
  catch {
    return {};
  }
}

export const useSettings = defineStore('settings', () => {
  const settings = ref<Settings | null>(null);
  const preferences = reactive<Preferences>({
    version: 1, theme: 'system', language: 'system', numberLocale: 'system', privacy: false, recoveryPending: false, netValueRange: '1m', lastBackupAt: 0, idleLockMinutes: 0, historyViews: [], taxGuideHidden: false,
    shortcutsOff: false, recentCommands: [], notices: [], historyCheckedAt: 0, issuesSeenAt: 0, unmatchedSeen: 0, systemNotices: false,
    ...readLocal(),
  });
  const systemDark = ref(false);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let ownChangeAt = 0;
  let dropOldFigures = (): Promise<void> => Promise.resolve();

  const media = typeof window.matchMedia === 'function' ? window.matchMedia('(prefers-color-scheme: dark)') : null;
  systemDark.value = media?.matches ?? false;
  media?.addEventListener('change', event => { systemDark.value = event.matches; });

  /** Paper is light. */
  const dark = computed(() => !isPrinting.value && (preferences.theme === 'dark' || (preferences.theme === 'system' && systemDark.value)));
  const language = computed(() => (preferences.language === 'system' ? navigator.language : preferences.language));
  /** Numbers and dates go with the language that was chosen; which country's, the system says where it speaks it, too. */
  const locale = computed(() => {
    if (preferences.numberLocale !== 'system') return preferences.numberLocale;
    return navigator.language.split('-')[0] === language.value.split('-')[0] ? navigator.language : language.value;
  });
  const currency = computed(() => settings.value?.main_currency ?? 'USD');
  const places = computed(() => settings.value?.ui_floating_precision ?? 2);
  const timeZone = computed(() => (settings.value?.display_date_in_localtime === false ? 'UTC' : undefined));

  watch(dark, value => { document.documentElement.dataset['theme'] = value ? 'dark' : 'light'; }, { immediate: true, flush: 'sync' });

  /** Takes over what the backend answered; called after login and after every change. */
  function adopt(answer: Settings): void {
    settings.value = answer;
    // A choice that is about to be saved is newer than what the answer has.
    if (timer === null) Object.assign(preferences, readPreferences(answer.frontend_settings));
    rememberLocally();
  }

  function forget(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    settings.value = null;
    preferences.recoveryPending = false;
    preferences.lastBackupAt = 0;
    preferences.idleLockMinutes = 0;
    preferences.historyViews = [];
    preferences.taxGuideHidden = false;
    Object.assign(preferences, { shortcutsOff: false, recentCommands: [], notices: [], historyCheckedAt: 0, issuesSeenAt: 0, unmatchedSeen: 0, systemNotices: false });
  }

  /** Takes over an answer; when the main currency changed, figures in the old one leave the screen first. */
  async function adoptChanged(answer: Settings): Promise<void> {
    if (settings.value !== null && settings.value.main_currency !== answer.main_currency) await dropOldFigures();
    adopt(answer);
  }

  async function load(): Promise<void> {
    await adoptChanged(await api.get<Settings>('/settings'));
  }

  async function update(changes: Partial<Settings>): Promise<void> {
    ownChangeAt = Date.now();
    await adoptChanged(await api.put<Settings>('/settings', { settings: changes }));
  }

  /** Somebody changed a setting. Our own changes are pushed back to us and need no second look. */
  async function noticeChange(): Promise<void> {
    if (settings.value !== null && Date.now() - ownChangeAt > OWN_CHANGE_MS) await load();
  }

  /** What to do, and wait for, before a new main currency takes effect. */
  function beforeCurrencyChange(work: () => Promise<void>): void {
    dropOldFigures = work;
  }

  function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
    preferences[name] = value;
    rememberLocally();
    if (settings.value === null) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => { void savePreferences(); }, SAVE_DELAY_MS);
  }

  function rememberLocally(): void {
    const { theme, language: chosen, numberLocale } = preferences;
    localStorage.setItem(LOCAL_KEY, JSON.stringify({ theme, language: chosen, numberLocale }));
  }

  async function savePreferences(): Promise<void> {
    timer = null;
    if (settings.value === null) return;
    ownChangeAt = Date.now();
    const text = mergePreferences(settings.value.frontend_settings, preferences);
    try {
      settings.value = await api.put<Settings>('/settings', { settings: { frontend_settings: text } });
    }
    catch {
      // The choice stays in force on this screen; the next change tries to save it again.
    }
  }

  return {
    settings, preferences, dark, language, locale, currency, places, timeZone,
    adopt, forget, load, update, noticeChange, beforeCurrencyChange, setPreference,
  };
});
