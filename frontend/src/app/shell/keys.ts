/** The keys that people can press, as the help tells them. What they do is in `shortcuts.ts` and in the page itself. */
export interface KeyWord {
  keys: readonly string[];
  /** Under `keys` in the language file. */
  text: string;
}

const isMac = navigator.userAgent.includes('Mac');
export const shortcutModifier = isMac ? '⌘' : 'Ctrl';

export const keysEverywhere: readonly KeyWord[] = [
  { keys: [shortcutModifier, 'K'], text: 'palette' },
  { keys: ['/'], text: 'search' },
  { keys: ['n'], text: 'tasks' },
  { keys: ['h'], text: 'privacy' },
  { keys: ['?'], text: 'help' },
];

/** Keys of single pages, by the name of their route. */
export const keysOfPage: Readonly<Record<string, readonly KeyWord[]>> = {
  history: [
    { keys: ['/'], text: 'filter' },
    { keys: ['j', 'k'], text: 'move' },
    { keys: ['→', '←'], text: 'unfold' },
    { keys: ['Enter'], text: 'open' },
    { keys: ['e'], text: 'edit' },
    { keys: ['x'], text: 'select' },
    { keys: ['Home', 'End'], text: 'ends' },
  ],
};
