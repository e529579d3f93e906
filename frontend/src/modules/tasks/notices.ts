/** What happened: ends of tasks, messages of the backend, movements without another side. Kept in the profile, so a new start forgets nothing. */
import { useQuery } from '@tanstack/vue-query';
import { computed, onBeforeUnmount, reactive, watch, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useIssues } from '@/modules/issues';
import { useSession } from '@/modules/session';
import { api, keys, socket, tasks, type AllBalances, type EndedTask, type Issue } from '@/shared/api';
import { backupAge, useSettings, type StoredNotice } from '@/shared/settings';
import { useNow } from '@/shared/ui';
import { addNotice, changesHistory, noticeOfEnd, placeOf } from './notice';
import { keepRunning, readRunning, workOf, type RunningWork } from './running';
import { useTaskTitle } from './title';

const TOLD_BY_SYSTEM_SECONDS = 10;

/** The words of a notice. */
export function useNoticeText(): (notice: StoredNotice) => string {
  const { t } = useI18n();
  const titleOf = useTaskTitle();
  return notice => {
    if (notice.kind === 'unmatched') return t('notice.unmatched', { count: notice.subject }, Number(notice.subject));
    if (notice.kind === 'message') return notice.detail;
    return t(`notice.${notice.state || 'completed'}`, { task: titleOf(notice.subject) });
  };
}

/** Collects while the calling component is there. Once in the client. */
export function useNoticeCollector(): void {
  const { t } = useI18n();
  const router = useRouter();
  const settings = useSettings();
  const textOf = useNoticeText();
  const user = useSession().user ?? '';
  /** Work that ran when a page was last open, and what the backend no longer knows of: nobody has been told yet. */
  let left: RunningWork[] = readRunning(user);
  let last = 0;
  const now = (): number => Date.now() / 1000;

  function add(notice: StoredNotice): void {
    settings.setPreference('notices', addNotice(settings.preferences.notices, notice));
  }

  function tellBySystem(notice: StoredNotice, ended: EndedTask): void {
    const isLong = ended.started !== null && now() - ended.started >= TOLD_BY_SYSTEM_SECONDS;
    if (!settings.preferences.systemNotices || !document.hidden || !isLong || typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
    const message = new Notification(t('app.name'), { body: textOf(notice), tag: notice.id });
    message.onclick = () => {
      window.focus();
      void router.push(placeOf(notice) ?? '/');
    };
  }

  /** Tells of movements that have no other side since the history changed. */
  async function countUnmatched(): Promise<void> {
    const found = await Promise.all(['asset_movements', 'bridges'].map(kind => api.get<string[]>(`/history/events/match/${kind}`, { only_ignored: false })));
    const count = found.reduce((sum, one) => sum + one.length, 0);
    const more = count - settings.preferences.unmatchedSeen;
    if (more !== 0) settings.setPreference('unmatchedSeen', count);
    if (more > 0) add({ id: `unmatched ${String(Math.floor(now()))}`, at: Math.floor(now()), kind: 'unmatched', tone: 'warning', subject: String(more), detail: '', state: '', read: false });
  }

  const cutOffNotice = (work: RunningWork): StoredNotice | null => noticeOfEnd({ ...work, status: 'interrupted' }, now());
  const running = (): RunningWork[] => [...tasks.running.values()].map(workOf).filter(work => cutOffNotice(work) !== null);
  const keep = (): void => { keepRunning(user, [...left, ...running()]); };
  watch(() => running().map(work => work.id).join(), keep);

  /** Tells of work that a new start of the backend cut off. That closed the profile, too, which keeps what is told: so only once it is open again. */
  async function tellCutOff(): Promise<void> {
    await api.get('/settings'); // waits for that, or fails where the page goes
    const { pending, completed } = await api.get<{ pending: number[]; completed: number[] }>('/tasks');
    const known = new Set([...pending, ...completed]);
    const cutOff = left.filter(work => !known.has(work.id));
    left = [];
    keep();
    for (const notice of cutOff.map(cutOffNotice)) if (notice !== null) add(notice);
  }
  if (left.length > 0) void tellCutOff().catch(() => undefined);

  const stops = [
    tasks.onEnd(ended => {
      if (ended.status === 'interrupted') {
        left.push({ id: ended.id, name: ended.name, started: ended.started });
        keep();
        void tellCutOff().catch(() => undefined);
        return;
      }
      const notice = noticeOfEnd(ended, now());
      if (notice !== null) {
        add(notice);
        tellBySystem(notice, ended);
      }
      if (changesHistory(ended)) void countUnmatched().catch(() => undefined);
    }),
    socket.onMessage(message => {
      if (message.type !== 'legacy') return;
      const { verbosity, value } = message.data;
      last += 1;
      add({
        id: `message ${String(Math.floor(now()))} ${String(last)}`, at: Math.floor(now()), kind: 'message', tone: verbosity === 'error' || verbosity === 'warning' ? verbosity : 'info',
        subject: '', detail: String(value), state: '', read: false,
      });
    }),
  ];
  onBeforeUnmount(() => { stops.forEach(stop => { stop(); }); });
}

export interface Notices {
  readonly list: readonly StoredNotice[];
  /** Issues that nobody has looked at. */
  readonly newIssues: readonly Issue[];
  readonly unread: number;
  readonly isBusy: boolean;
  /** Days since the last backup when it is time for another; null also while there is nothing to lose. */
  readonly backup: number | 'never' | null;
  markRead: () => void;
  clear: () => void;
}

export function useNotices(): Notices {
  const settings = useSettings();
  const now = useNow();
  const { issues } = useIssues();
  // Only what another screen has read already: the bell asks for nothing of its own.
  const balances = useQuery<AllBalances>({ queryKey: [keys.balances], enabled: false });
  const newIssues: ComputedRef<Issue[]> = computed(() => issues.value.filter(issue => issue.time > settings.preferences.issuesSeenAt));
  const hasData = computed(() => Object.keys(balances.data.value?.assets ?? {}).length > 0);
  return reactive({
    list: computed(() => settings.preferences.notices),
    newIssues,
    unread: computed(() => settings.preferences.notices.filter(one => !one.read).length + newIssues.value.length),
    isBusy: computed(() => tasks.running.size > 0),
    backup: computed(() => (hasData.value ? backupAge(settings.preferences.lastBackupAt, now.value) : null)),
    markRead: () => {
      if (settings.preferences.notices.some(one => !one.read)) settings.setPreference('notices', settings.preferences.notices.map(one => ({ ...one, read: true })));
      const latest = Math.max(settings.preferences.issuesSeenAt, ...issues.value.map(issue => issue.time));
      if (latest !== settings.preferences.issuesSeenAt) settings.setPreference('issuesSeenAt', latest);
    },
    clear: () => { settings.setPreference('notices', []); },
  });
}
