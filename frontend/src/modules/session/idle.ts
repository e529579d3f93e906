/** Closes the profile when nobody has touched the page for as long as the user chose. */
import { onBeforeUnmount, onMounted } from 'vue';
import { useSettings } from '@/shared/settings';
import { useSession } from './store';

const CHECK_MS = 15_000;
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export function isIdle(lastSignMs: number, nowMs: number, minutes: number): boolean {
  return minutes > 0 && nowMs - lastSignMs >= minutes * 60_000;
}

export function useIdleLock(): void {
  const session = useSession();
  const settings = useSettings();
  let last = Date.now();
  let timer: ReturnType<typeof setInterval> | null = null;
  const note = (): void => { last = Date.now(); };
  const check = (): void => {
    // What is shown goes from the screen even if nothing answers any more.
    if (isIdle(last, Date.now(), settings.preferences.idleLockMinutes)) void session.logout().catch(() => { session.leave(); });
  };
  onMounted(() => {
    SIGNS.forEach(sign => { window.addEventListener(sign, note, { passive: true, capture: true }); });
    // A laptop that was asleep comes back with a visible page long after the last sign.
    document.addEventListener('visibilitychange', check);
    timer = setInterval(check, CHECK_MS);
  });
  onBeforeUnmount(() => {
    SIGNS.forEach(sign => { window.removeEventListener(sign, note, { capture: true }); });
    document.removeEventListener('visibilitychange', check);
    if (timer !== null) clearInterval(timer);
  });
}
