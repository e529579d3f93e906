/**
 * Every keyboard shortcut that works now. The listener, the overlay of keys and the command palette read this one list; a page adds its own
 * while it is shown.
 */
import { onBeforeUnmount, onMounted, shallowReactive } from 'vue';

export type ShortcutPlace = 'page' | 'everywhere' | 'pages';

export interface Shortcut {
  /** Stable; a command of the palette of the same name shows these keys. */
  id: string;
  /** Pressed one after another, as `KeyboardEvent.key` names them. */
  keys: readonly string[];
  /** Key of its words in the language file. */
  text: string;
  place: ShortcutPlace;
  /** Absent where a list listens to the keys itself; then `keys` may also be alternatives. */
  run?: () => void;
}

const registered = shallowReactive(new Map<symbol, readonly Shortcut[]>());

/** Adds shortcuts; the answer takes them away again. */
export function registerShortcuts(list: readonly Shortcut[]): () => void {
  const key = Symbol('shortcuts');
  registered.set(key, list);
  return () => { registered.delete(key); };
}

/** Adds shortcuts while the calling component is mounted. */
export function useShortcuts(list: readonly Shortcut[]): void {
  let remove: (() => void) | null = null;
  onMounted(() => { remove = registerShortcuts(list); });
  onBeforeUnmount(() => { remove?.(); });
}

/** All of them, the latest first: what a page adds stands before what works everywhere. */
export function allShortcuts(): Shortcut[] {
  return [...registered.values()].reverse().flat();
}

/** What a sequence waits for its next key, in milliseconds. */
export const PAUSE_MS = 1_200;

/** Recognises shortcuts of one key or of several in a row. */
export class KeySequence {
  private begun: string[] = [];
  private at = 0;

  constructor(private readonly find: () => readonly Shortcut[] = allShortcuts) {}

  /** @param key as `KeyboardEvent.key` says it; @param now milliseconds; @returns the shortcut that this key completes. */
  press(key: string, now: number): Shortcut | null {
    const word = key.length === 1 ? key.toLowerCase() : key;
    const known = this.find().filter(one => one.run !== undefined);
    const tries = now - this.at < PAUSE_MS && this.begun.length > 0 ? [[...this.begun, word], [word]] : [[word]];
    this.begun = [];
    for (const typed of tries) {
      const fits = known.filter(one => typed.every((part, index) => one.keys[index] === part));
      const whole = fits.find(one => one.keys.length === typed.length);
      if (whole !== undefined) return whole;
      if (fits.length > 0) {
        this.begun = typed;
        this.at = now;
        return null;
      }
    }
    return null;
  }

  reset(): void {
    this.begun = [];
  }
}

/** Whether a key belongs to what has the focus: a field takes text, and a menu or list finds its entries by letters. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role="menu"], [role="listbox"], [role="combobox"], [role="textbox"]') !== null;
}

/** Puts the cursor into the search or filter of the page that is shown; false when it has none. */
export function focusPageSearch(root: ParentNode = document): boolean {
  for (const field of root.querySelectorAll<HTMLInputElement>('main [role="search"] input, main input[type="search"]')) {
    if (field.disabled || field.getClientRects().length === 0) continue;
    field.focus();
    field.select();
    return true;
  }
  return false;
}
