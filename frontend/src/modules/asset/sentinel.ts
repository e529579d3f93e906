/** Calls a function when an element at the end of a list comes into sight. */
import { onBeforeUnmount, ref, watch, type Ref } from 'vue';

export function useIntersectionSentinel(reached: () => void): Ref<HTMLElement | null> {
  const element = ref<HTMLElement | null>(null);
  const observer = typeof IntersectionObserver === 'function'
    ? new IntersectionObserver(entries => { if (entries.some(entry => entry.isIntersecting)) reached(); })
    : null;
  watch(element, (now, before) => {
    if (before) observer?.unobserve(before);
    if (now) observer?.observe(now);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return element;
}
