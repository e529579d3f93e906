/** What this client keeps in the `frontend_settings` text of the backend. */
export interface Preferences {
  version: 1;
  theme: 'system' | 'light' | 'dark';
  language: string;
  numberLocale: string;
  privacy: boolean;
  /** True while the user has put off writing down the recovery key. */
  recoveryPending: boolean;
  netValueRange: string;
  /** When an encrypted backup was last downloaded, in seconds; 0 for never. */
  lastBackupAt: number;
  /** The profile is closed after so many minutes without a key or click; 0 for never. */
  idleLockMinutes: number;
  /** Filters of the history that the user gave a name, as the address bar tells them. */
  historyViews: SavedView[];
  /** The guide to the tax report was put away. */
  taxGuideHidden: boolean;
}

export interface SavedView { name: string; filter: string[] }

const isView = (value: unknown): value is SavedView => typeof value === 'object' && value !== null
  && typeof (value as SavedView).name === 'string' && Array.isArray((value as SavedView).filter) && (value as SavedView).filter.every(one => typeof one === 'string');

const KEY = 'webclient';

function parseObject(text: string | null | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {};
  }
  catch {
    return {};
  }
}

export function readPreferences(text: string | null | undefined): Partial<Preferences> {
  const own = parseObject(text)[KEY];
  if (typeof own !== 'object' || own === null) return {};
  const { theme, language, numberLocale, privacy, recoveryPending, netValueRange, lastBackupAt, idleLockMinutes, historyViews, taxGuideHidden } = own as Partial<Preferences>;
  return {
    ...((theme === 'system' || theme === 'light' || theme === 'dark') && { theme }),
    ...(typeof language === 'string' && { language }),
    ...(typeof numberLocale === 'string' && { numberLocale }),
    ...(typeof privacy === 'boolean' && { privacy }),
    ...(typeof recoveryPending === 'boolean' && { recoveryPending }),
    ...(typeof netValueRange === 'string' && { netValueRange }),
    ...(typeof lastBackupAt === 'number' && { lastBackupAt }),
    ...(typeof idleLockMinutes === 'number' && { idleLockMinutes }),
    ...(typeof taxGuideHidden === 'boolean' && { taxGuideHidden }),
    ...(Array.isArray(historyViews) && { historyViews: historyViews.filter(isView) }),
  };
}

/** The text to save: ours replaced, everything else as it was. */
export function mergePreferences(text: string | null | undefined, preferences: Preferences): string {
  return JSON.stringify({ ...parseObject(text), [KEY]: { ...preferences } });
}
