/** Who is logged in, and the ways in and out. */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { api, onUnauthorized, runTask, socket, tasks, toApiError, type ApiError, type LoginResult, type UserStates } from '@/shared/api';
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
  /** The page that was asked for before the login. */
  const wanted = ref<string | null>(null);
  /** A recovery key that was just made. Never stored; the page that shows it drops it when it is left. */
  const recoveryKey = ref<string | null>(null);

  onUnauthorized(error => {
    if (error.code === 'token_required') state.value = 'token';
    else if (error.code !== 'wrong_password' && state.value === 'ready') void boot();
  });

  socket.onMessage(message => {
    if (message.type === 'profile_locked' && state.value === 'ready') void boot();
  });

  /** Finds out where we stand: token accepted, profiles there, one of them open. */
  async function boot(): Promise<void> {
    problem.value = null;
    try {
      const users = await api.get<UserStates>('/users');
      profiles.value = Object.keys(users).sort((a, b) => a.localeCompare(b));
      socket.start();
      const opened = profiles.value.find(name => users[name] === 'loggedin') ?? null;
      user.value = opened;
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
      state.value = problem.value.status === 401 ? 'token' : 'offline';
    }
  }

  function enter(name: string, result: LoginResult): void {
    settings.adopt(result.settings);
    const pending = result.recovery_key_confirmed === false && result.recovery_key === undefined;
    if (pending !== settings.preferences.recoveryPending) settings.setPreference('recoveryPending', pending);
    user.value = name;
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

  /** Closes the profile. The page is loaded anew, so that nothing of it stays in memory. */
  async function logout(): Promise<void> {
    if (user.value !== null) await api.patch(`/users/${encodeURIComponent(user.value)}`, { action: 'logout' });
    window.location.hash = '#/login';
    window.location.reload();
  }

  return {
    state, profiles, user, problem, wanted, recoveryKey,
    boot, login, create, recover, renewRecoveryKey, confirmRecoveryKey, postponeRecoveryKey, logout,
  };
});
