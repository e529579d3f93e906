/** Which rows of a table with rows below rows are open. */
import { shallowReactive } from 'vue';

export interface Tree {
  isOpen: (key: string) => boolean;
  toggle: (key: string) => void;
}

export function useTree(): Tree {
  const open = shallowReactive(new Set<string>());
  return {
    isOpen: key => open.has(key),
    toggle: key => {
      if (!open.delete(key)) open.add(key);
    },
  };
}
