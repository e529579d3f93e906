/** Whether the screen is too narrow for all columns of a list; follows turns of the device. */
import { onScopeDispose, readonly, ref, type Ref } from 'vue';

export function useNarrow(query = '(max-width: 800px)'): Readonly<Ref<boolean>> {
  const media = window.matchMedia(query);
  const narrow = ref(media.matches);
  const follow = (event: MediaQueryListEvent): void => { narrow.value = event.matches; };
  media.addEventListener('change', follow);
  onScopeDispose(() => { media.removeEventListener('change', follow); });
  return readonly(narrow);
}
