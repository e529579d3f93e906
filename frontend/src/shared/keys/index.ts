export { allShortcuts, focusPageSearch, KeySequence, registerShortcuts, takesText, useShortcuts, type Shortcut, type ShortcutPlace } from './registry';
