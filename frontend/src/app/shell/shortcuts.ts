/** Listens to keys for the whole client: Ctrl+K always, and the registered shortcuts unless somebody types, a dialog asks, or they are switched off. */
import { onBeforeUnmount, onMounted } from 'vue';
import { useRouter } from 'vue-router';
import { focusPageSearch, KeySequence, takesText, useShortcuts, type Shortcut } from '@/shared/keys';
import { useSettings } from '@/shared/settings';
import { navigation } from '../navigation';

export const shortcutModifier = navigator.userAgent.includes('Mac') ? '⌘' : 'Ctrl';

export interface ShellKeys { openPalette: () => void; openNotices: () => void; openHelp: () => void }

export function useShellKeys(actions: ShellKeys): void {
  const router = useRouter();
  const settings = useSettings();
  const sequence = new KeySequence();
  const everywhere: Shortcut[] = [
    { id: 'palette', keys: [shortcutModifier, 'K'], text: 'keys.palette', place: 'everywhere' },
    { id: 'search', keys: ['/'], text: 'keys.search', place: 'everywhere', run: () => { if (!focusPageSearch()) actions.openPalette(); } },
    { id: 'notices', keys: ['b'], text: 'keys.notices', place: 'everywhere', run: actions.openNotices },
    { id: 'privacy', keys: ['h'], text: 'keys.privacy', place: 'everywhere', run: () => { settings.setPreference('privacy', !settings.preferences.privacy); } },
    { id: 'help', keys: ['?'], text: 'keys.help', place: 'everywhere', run: actions.openHelp },
    { id: 'close', keys: ['Esc'], text: 'keys.close', place: 'everywhere' },
  ];
  const pages = navigation.map((entry): Shortcut => ({
    id: `go-${entry.name}`, keys: ['g', entry.key], text: entry.title, place: 'pages', run: () => { void router.push({ name: entry.name }); },
  }));
  useShortcuts([...everywhere, ...pages]);

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      actions.openPalette();
      return;
    }
    if (settings.preferences.shortcutsOff || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.key === 'Shift') return;
    // A dialog that covers the page, or one that asks a question; a sheet beside the page leaves it in use.
    if (takesText(event.target) || document.querySelector('.dialog-overlay, [role="alertdialog"]') !== null) {
      sequence.reset();
      return;
    }
    const shortcut = sequence.press(event.key, Date.now());
    if (!shortcut?.run) return;
    event.preventDefault();
    shortcut.run();
  }

  onMounted(() => { window.addEventListener('keydown', onKey); });
  onBeforeUnmount(() => { window.removeEventListener('keydown', onKey); });
}
