/** What is worth being told, and where it leads. Pure. */
import type { EndedTask } from '@/shared/api';
import type { StoredNotice } from '@/shared/settings';
import { findTitle } from './title';

const KEPT = 60;
const LONG_SECONDS = 5;
const SAME_SECONDS = 60;

/** Work that somebody asked for: its end is told however short it was. */
const ASKED: ReadonlySet<string> = new Set(['syncTransactions', 'importFile', 'takeBackImport', 'makeReport', 'makeBackup', 'restoreBackup', 'addAccounts', 'exportHistory', 'detectTokens']);
/** The screen that starts these tells their end itself, and nothing is left to look at later. */
const UNTOLD: ReadonlySet<string> = new Set(['openProfile', 'lookAtFile', 'measurePerformance', 'checkBackup', 'lookUpNames', 'manualBalances', 'changeRules']);

const PLACES: Record<string, string> = {
  syncTransactions: '/history', decodeTransactions: '/history', exportHistory: '/history', matchEvents: '/history/unmatched', importFile: '/import', takeBackImport: '/import', checkBalances: '/reconcile',
  makeReport: '/taxes', makeBackup: '/backups', restoreBackup: '/backups', copyDatabase: '/backups', addAccounts: '/accounts', detectAccounts: '/accounts', changeAccounts: '/accounts', detectTokens: '/balances',
  refreshChain: '/balances', refreshBalances: '/balances', fetchPrices: '/assets/prices', updateAssets: '/assets',
};

/** @param now seconds; @returns null for what is no news: cancelled by the user, short and in passing, or told elsewhere. */
export function noticeOfEnd(ended: EndedTask, now: number): StoredNotice | null {
  if (ended.status === 'cancelled') return null;
  const key = findTitle(ended.name)?.key;
  if (key === undefined || UNTOLD.has(key) || (key === 'makeReport' && !ended.name.startsWith('PUT '))) return null;
  const seconds = ended.started === null ? 0 : now - ended.started;
  if (ended.status === 'completed' && !ASKED.has(key) && seconds < LONG_SECONDS) return null;
  const report = key === 'makeReport' && typeof ended.result === 'number' ? String(ended.result) : '';
  return {
    id: `task ${String(ended.id)}`, at: Math.floor(now), kind: 'task', tone: ended.status === 'completed' ? 'good' : ended.status === 'failed' ? 'error' : 'warning',
    subject: ended.name, detail: ended.status === 'completed' ? report : ended.message ?? '', state: ended.status, read: false,
  };
}

/** The newest first; the same once more within a minute takes the place of the last one. */
export function addNotice(list: readonly StoredNotice[], added: StoredNotice): StoredNotice[] {
  const repeats = (one: StoredNotice): boolean => one.id === added.id
    || (one.kind === added.kind && one.subject === added.subject && one.state === added.state && one.detail === added.detail && added.at - one.at < SAME_SECONDS);
  return [added, ...list.filter(one => !repeats(one))].slice(0, KEPT);
}

/** The page where one sees what became of it. */
export function placeOf(notice: StoredNotice): string | null {
  if (notice.kind === 'unmatched') return '/history/unmatched';
  if (notice.kind === 'message') return null;
  const key = findTitle(notice.subject)?.key ?? '';
  if (key === 'makeReport' && notice.state === 'completed' && /^\d+$/.test(notice.detail)) return `/taxes/reports/${notice.detail}`;
  return PLACES[key] ?? null;
}

const CHANGES_HISTORY: ReadonlySet<string> = new Set(['syncTransactions', 'decodeTransactions', 'importFile', 'takeBackImport', 'matchEvents']);

/** Whether movements may have got or lost their other side. */
export const changesHistory = (ended: EndedTask): boolean => ended.status === 'completed' && CHANGES_HISTORY.has(findTitle(ended.name)?.key ?? '');
