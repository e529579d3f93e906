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
  /** The guide of the first steps was put away. */
  taxGuideHidden: boolean;
  /** Keys without Ctrl or Cmd do nothing. */
  shortcutsOff: boolean;
  /** Commands of the palette that were used last, the newest first, by their keys. */
  recentCommands: string[];
  /** What happened lately, the newest first. */
  notices: StoredNotice[];
  /** When balances were last compared with the history, in seconds. */
  historyCheckedAt: number;
  /** Issues up to this second have been seen. */
  issuesSeenAt: number;
  /** So many movements without another side are known to the user. */
  unmatchedSeen: number;
  /** The end of long work is told by the system while the page is out of sight. */
  systemNotices: boolean;
}

/** Something that happened; its words are made of it when it is shown. */
export interface StoredNotice {
  id: string;
  /** Seconds. */
  at: number;
  kind: 'task' | 'message' | 'unmatched';
  tone: 'good' | 'info' | 'warning' | 'error';
  /** The name of the task, or how many. */
  subject: string;
  /** What the backend said. */
  detail: string;
  state: 'completed' | 'failed' | 'interrupted' | '';
  read: boolean;
}

const isNotice = (value: unknown): value is StoredNotice => {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as StoredNotice;
  return typeof one.id === 'string' && typeof one.at === 'number' && ['task', 'message', 'unmatched'].includes(one.kind) && ['good', 'info', 'warning', 'error'].includes(one.tone)
    && typeof one.subject === 'string' && typeof one.detail === 'string' && ['completed', 'failed', 'interrupted', ''].includes(one.state) && typeof one.read === 'boolean';
};

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
  const { theme, language, numberLocale, privacy, recoveryPending, netValueRange, lastBackupAt, idleLockMinutes, historyViews, taxGuideHidden, shortcutsOff, recentCommands, notices, historyCheckedAt, issuesSeenAt, unmatchedSeen, systemNotices } = own as Partial<Preferences>;
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
    ...(typeof shortcutsOff === 'boolean' && { shortcutsOff }),
    ...(Array.isArray(recentCommands) && { recentCommands: recentCommands.filter(one => typeof one === 'string') }),
    ...(Array.isArray(notices) && { notices: notices.filter(isNotice) }),
    ...(typeof historyCheckedAt === 'number' && { historyCheckedAt }),
    ...(typeof issuesSeenAt === 'number' && { issuesSeenAt }),
    ...(typeof unmatchedSeen === 'number' && { unmatchedSeen }),
    ...(typeof systemNotices === 'boolean' && { systemNotices }),
  };
}

/** The text to save: ours replaced, everything else as it was. */
export function mergePreferences(text: string | null | undefined, preferences: Preferences): string {
  return JSON.stringify({ ...parseObject(text), [KEY]: { ...preferences } });
}
