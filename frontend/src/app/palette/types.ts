import type { IconName } from '@/shared/ui';
import type { Entry } from './rank';

export const GROUPS = ['recent', 'history', 'page', 'action', 'account', 'asset', 'report', 'setting'] as const;
export type CommandGroup = typeof GROUPS[number];

export interface Command extends Entry {
  /** Stable: what was used last is found again by it. */
  key: string;
  group: Exclude<CommandGroup, 'recent'>;
  icon: IconName;
  /** The asset whose picture stands instead of the icon. */
  asset?: string;
  /** A second text beside the label. */
  note?: string;
  /** Id of the shortcut that does the same. */
  shortcut?: string;
  run: () => void;
}
