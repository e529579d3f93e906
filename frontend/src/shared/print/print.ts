/**
 * Printing. While a page is printed, tables draw all their rows and the colours are the light ones; what has to be fetched for that is fetched
 * before, when the button is used. The browser's own command prints what is there.
 */
import { nextTick, onScopeDispose, readonly, ref } from 'vue';

const printing = ref(false);
const preparations = new Set<() => Promise<void>>();

/** True while a page is printed. */
export const isPrinting = readonly(printing);

if (typeof window !== 'undefined') {
  window.addEventListener('beforeprint', () => { printing.value = true; });
  window.addEventListener('afterprint', () => { printing.value = false; });
}

/** Work to be done before the page is printed, while the calling component is there. */
export function onPrint(work: () => Promise<void>): void {
  preparations.add(work);
  onScopeDispose(() => { preparations.delete(work); });
}

const frame = (): Promise<void> => new Promise(done => { requestAnimationFrame(() => { done(); }); });

/** Prints the page that is shown, once everything on it is there. */
export async function printPage(): Promise<void> {
  await Promise.all([...preparations].map(work => work()));
  printing.value = true;
  try {
    await nextTick();
    // One frame for the new colours, one for charts that are drawn in them.
    await frame();
    await frame();
    window.print();
  }
  finally {
    printing.value = false;
  }
}
