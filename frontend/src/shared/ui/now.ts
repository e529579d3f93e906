/** One clock for all relative times on screen; it ticks only while something shows one. */
import { onScopeDispose, readonly, ref, type Ref } from 'vue';

const now = ref(Date.now() / 1000);
let users = 0;
let timer: ReturnType<typeof setInterval> | null = null;

export function useNow(): Readonly<Ref<number>> {
  users += 1;
  now.value = Date.now() / 1000;
  timer ??= setInterval(() => { now.value = Date.now() / 1000; }, 20_000);
  onScopeDispose(() => {
    users -= 1;
    if (users > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  });
  return readonly(now);
}
