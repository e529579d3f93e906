/** Who is logged in, and the ways in and out. */
import { defineStore } from 'pinia';
import { onScopeDispose, ref } from 'vue';
import { api, getLaunchToken, holdCalls, onUnauthorized, runTask, setLaunchToken, socket, tasks, toApiError, type ApiError, type LoginResult, type UserStates } from '@/shared/api';
import { useSettings } from '@/shared/settings';

export type SessionState = 'starting' | 'token' | 'offline' | 'locked' | 'ready';

export interface NewProfile {
  name: string;
  password: string;
  currency: string;
}

export const useSession = defineStore('session', () => {
  const settings = useSettings();
  const state = ref<SessionState>('starting');
  const profiles = ref<string[]>([]);
  const user = ref<string | null>(null);
  const problem = ref<ApiError | null>(null);
  /** What an open page lacks to go on since the program was started anew; it stays as it is meanwhile, and its calls wait. */
  const lacking = ref<'key' | 'password' | null>(null);
  /** The launch token under which the profile was opened: under another one it was a new start that closed it, not a person. */
  let openedUnder: string | null = null;
  let letCallsGo: (() => void) | null = null;
  /** The page that was asked for before the login. */
  const wanted = ref<string | null>(null);
  /** A recovery key that was just made. Never stored; the page that shows it drops it when it is left. */
  const recoveryKey = ref<string | null>(null);

  const stops = [
    onUnauthorized(async error => {
      if (error.code === 'token_required') lackKey();
      else if (error.code !== 'wrong_password' && state.value === 'ready') await boot();
    }),
    socket.onRefused(() => { void boot(); }),
    socket.onMessage(message => {
      if (message.type === 'profile_locked' && state.value === 'ready') void boot();
    }),
  ];
  onScopeDispose(() => { stops.forEach(stop => { stop(); }); });

  const hasPage = (): boolean => state.value === 'ready' || state.value === 'locked';

  function lack(what: 'key' | 'password'): void {
    lacking.value = what;
    letCallsGo ??= holdCalls();
  }

  function lackKey(): void {
    if (!hasPage()) {
      state.value = 'token';
      return;
    }
    socket.stop(); // it would offer the old one for ever
    lack('key');
  }

  function lackNothing(): void {
    lacking.value = null;
    letCallsGo?.();
    letCallsGo = null;
  }

  /** Finds out where we stand: token accepted, profiles there, one of them open. */
  async function boot(): Promise<void> {
    problem.value = null;
    try {
      const users = await api.get<UserStates>('/users');
      profiles.value = Object.keys(users).sort((a, b) => a.localeCompare(b));
      socket.start();
      const opened = profiles.value.find(name => users[name] === 'loggedin') ?? null;
      const wasClosedByStart = opened === null && state.value === 'ready' && getLaunchToken() !== openedUnder;
      if (wasClosedByStart && profiles.value.includes(user.value ?? '')) {
        lack('password');
        return;
      }
      if (state.value === 'ready' && opened !== null && opened !== user.value) {
        leave(); // what is shown is somebody else's
        return;
      }
      user.value = opened;
      openedUnder = getLaunchToken();
      lackNothing();
      if (opened === null) {
        state.value = 'locked';
        return;
      }
      await settings.load();
      state.value = 'ready';
      void tasks.loadRunning().catch(() => undefined);
    }
    catch (error) {
      problem.value = toApiError(error);
      if (!hasPage()) state.value = problem.value.status === 401 ? 'token' : 'offline';
    }
  }

  /** Takes the launch token of a link that was opened or pasted; `problem` says why it was no use. One that fits stays in use then. */
  async function useKey(token: string): Promise<void> {
    const before = { key: getLaunchToken(), state: state.value };
    setLaunchToken(token);
    await boot();
    const why = problem.value;
    if (why === null) {
      if (state.value !== before.state) window.location.reload(); // another page belongs here
      return;
    }
    if (before.key === null || why.status !== 401) return;
    setLaunchToken(before.key);
    await boot();
    problem.value = why;
  }

  function enter(name: string, result: LoginResult): void {
    // A page that stayed has choices that may be newer.
    if (lacking.value === null) settings.adopt(result.settings);
    const pending = result.recovery_key_confirmed === false && result.recovery_key === undefined;
    if (pending !== settings.preferences.recoveryPending) settings.setPreference('recoveryPending', pending);
    user.value = name;
    openedUnder = getLaunchToken();
    lackNothing();
    if (!profiles.value.includes(name)) profiles.value = [...profiles.value, name].sort((a, b) => a.localeCompare(b));
    state.value = 'ready';
  }

  async function login(name: string, password: string): Promise<void> {
    enter(name, await runTask<LoginResult>('POST', `/users/${encodeURIComponent(name)}`, { body: { password } }).result);
  }

  async function create({ name, password, currency }: NewProfile): Promise<void> {
    const body = { name, password, initial_settings: { main_currency: currency, submit_usage_analytics: false } };
    const result = await runTask<LoginResult>('PUT', '/users', { body }).result;
    recoveryKey.value = result.recovery_key ?? null;
    enter(name, result);
  }

  async function recover(name: string, key: string, newPassword: string): Promise<void> {
    const body = { recovery_key: key, new_password: newPassword };
    enter(name, await runTask<LoginResult>('POST', `/users/${encodeURIComponent(name)}/recovery`, { body }).result);
  }

  /** Makes a new recovery key; the old one stops working. */
  async function renewRecoveryKey(password: string): Promise<void> {
    const answer = await api.put<{ recovery_key: string }>(`/users/${encodeURIComponent(user.value ?? '')}/recovery`, { current_password: password });
    recoveryKey.value = answer.recovery_key;
  }

  async function confirmRecoveryKey(): Promise<void> {
    await api.put(`/users/${encodeURIComponent(user.value ?? '')}/recovery/confirm`, {});
    settings.setPreference('recoveryPending', false);
  }

  function postponeRecoveryKey(): void {
    settings.setPreference('recoveryPending', true);
  }

  /** Loads the page anew, so that nothing of the profile stays in memory. */
  function leave(): void {
    window.location.hash = '#/login';
    window.location.reload();
  }

  /** Closes the profile; one that a new start has closed is only left. */
  async function logout(): Promise<void> {
    if (user.value !== null && lacking.value === null) await api.patch(`/users/${encodeURIComponent(user.value)}`, { action: 'logout' });
    leave();
  }

  return {
    state, profiles, user, problem, lacking, wanted, recoveryKey,
    boot, useKey, login, create, recover, renewRecoveryKey, confirmRecoveryKey, postponeRecoveryKey, leave, logout,
  };
});
