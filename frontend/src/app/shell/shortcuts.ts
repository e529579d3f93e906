/** Keys: `g` and a letter open a page, `/` and Ctrl+K the command palette, `n` the drawer, `?` the list of keys. Never while typing. */
import { onBeforeUnmount, onMounted } from 'vue';
import { useRouter } from 'vue-router';
import { useSettings } from '@/shared/settings';
import { navigation } from '../navigation';

const PAUSE_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function useShortcuts(actions: { openPalette: () => void; openDrawer: () => void; openHelp: () => void }): void {
  const router = useRouter();
  const settings = useSettings();
  let pressedG = 0;

  function onKey(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      actions.openPalette();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
    const key = event.key.toLowerCase();
    if (Date.now() - pressedG < PAUSE_MS) {
      pressedG = 0;
      const entry = navigation.find(candidate => candidate.key === key);
      if (entry) {
        event.preventDefault();
        void router.push({ name: entry.name });
        return;
      }
    }
    if (key === 'g') pressedG = Date.now();
    else if (key === '/') {
      event.preventDefault();
      actions.openPalette();
    }
    else if (key === '?') actions.openHelp();
    else if (key === 'n') actions.openDrawer();
    else if (key === 'h') settings.setPreference('privacy', !settings.preferences.privacy);
  }

  onMounted(() => { window.addEventListener('keydown', onKey); });
  onBeforeUnmount(() => { window.removeEventListener('keydown', onKey); });
}
