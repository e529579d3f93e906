/**
 * Long calls. `runTask` starts one and resolves with its result once the websocket says that it finished; the outcome
 * is then fetched once. While the websocket is down, awaited tasks are polled instead.
 */
import { computed, reactive, shallowReactive, type ComputedRef } from 'vue';
import { api, type Envelope, type Method, type Query } from './client';
import { ApiError } from './error';
import { socket as defaultSocket, type Socket } from './socket';
import type { SocketMessage, TaskInfo, TaskOutcomeAnswer, TaskProgress } from './types';

const POLL_MS = 1_000;
const FORGET_AFTER = 200;

export interface RunOptions {
  body?: Record<string, unknown>;
  query?: Query;
  form?: FormData;
  /** Shown in the drawer until the backend sends its own name. */
  name?: string;
}

export interface TaskHandle<T> {
  /** Resolves with the result, rejects with an ApiError (code `task_cancelled` after a cancel). */
  readonly result: Promise<T>;
  readonly progress: ComputedRef<TaskProgress | null>;
  cancel: () => Promise<void>;
}

export interface TrackedTask {
  id: number;
  name: string;
  progress: TaskProgress | null;
  started: number | null;
}

interface Waiter {
  resolve: () => void;
}

type Request = <T>(method: Method, path: string, options: { query?: Query; body?: unknown }) => Promise<T>;

export class TaskTracker {
  /** Tasks that run now, ours and those that the backend started by itself. */
  readonly running = shallowReactive(new Map<number, TrackedTask>());
  private readonly waiters = new Map<number, Waiter>();
  private readonly finished = new Map<number, string>();
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(private readonly socket: Socket, private readonly request: Request = api.request) {
    socket.onMessage(message => { this.handle(message); });
    socket.onReady(() => { void this.checkAwaited(); });
  }

  run<T>(method: Method, path: string, options: RunOptions = {}): TaskHandle<T> {
    const state = reactive<{ id: number | null; cancelled: boolean }>({ id: null, cancelled: false });
    const result = this.startAndWait<T>(method, path, options, state);
    return {
      result,
      progress: computed(() => (state.id === null ? null : this.running.get(state.id)?.progress ?? null)),
      cancel: async () => {
        state.cancelled = true;
        if (state.id !== null) await this.cancel(state.id);
      },
    };
  }

  async cancel(id: number): Promise<void> {
    try {
      await this.request<unknown>('DELETE', `/tasks/${String(id)}`, {});
    }
    catch (error) {
      // A task that ended in the meantime can't be cancelled any more: that is fine.
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
    this.markFinished(id, 'cancelled');
  }

  /** Reads the list of running tasks, for the drawer after a page load. */
  async loadRunning(): Promise<void> {
    const answer = await this.request<{ tasks?: TaskInfo[] }>('GET', '/tasks', {});
    for (const task of answer.tasks ?? []) {
      if (task.status !== 'pending' && task.status !== 'running') continue;
      if (this.finished.has(task.id)) continue;
      this.running.set(task.id, { id: task.id, name: task.name, progress: task.progress, started: task.started ?? null });
    }
  }

  private async startAndWait<T>(method: Method, path: string, options: RunOptions, state: { id: number | null; cancelled: boolean }): Promise<T> {
    const id = await this.start(method, path, options);
    state.id = id;
    if (!this.running.has(id) && !this.finished.has(id))
      this.running.set(id, { id, name: options.name ?? '', progress: null, started: Date.now() / 1000 });
    if (state.cancelled) await this.cancel(id);
    await this.waitFor(id);
    const status = this.finished.get(id);
    if (status === 'cancelled') throw new ApiError('Cancelled.', 0, { code: 'task_cancelled' });
    return this.fetchOutcome<T>(id);
  }

  private async start(method: Method, path: string, options: RunOptions): Promise<number> {
    const inQuery = method === 'GET' || (method === 'DELETE' && options.body === undefined);
    if (options.form) options.form.set('async_query', 'true');
    const answer = await this.request<{ task_id: number }>(method, path, {
      query: inQuery ? { ...options.query, async_query: true } : { ...options.query },
      ...(!inQuery && { body: options.form ?? { ...options.body, async_query: true } }),
    });
    return answer.task_id;
  }

  private waitFor(id: number): Promise<void> {
    if (this.finished.has(id)) return Promise.resolve();
    return new Promise(resolve => {
      this.waiters.set(id, { resolve });
      this.timer ??= setInterval(() => { this.pollWhenNeeded(); }, POLL_MS);
    });
  }

  private async fetchOutcome<T>(id: number): Promise<T> {
    const answer = await this.request<TaskOutcomeAnswer>('GET', `/tasks/${String(id)}`, {});
    if (answer.status === 'not-found' || answer.outcome === null || answer.outcome === undefined)
      throw new ApiError('The result of this task is gone.', 404, { code: 'task_not_found' });
    const outcome = answer.outcome as unknown as Envelope<T>;
    const status = answer.status_code ?? 200;
    const failed = outcome.error !== undefined || status >= 400 || (outcome.result === null && outcome.message !== '');
    if (failed) throw new ApiError(outcome.message, status >= 400 ? status : 500, outcome.error);
    return outcome.result as T;
  }

  private handle(message: SocketMessage): void {
    if (message.type === 'task_progress') {
      const { task_id: id, name, done, total, step } = message.data;
      if (this.finished.has(id)) return;
      const known = this.running.get(id);
      this.running.set(id, { id, name: known?.name || name, progress: { done, total, step }, started: known?.started ?? Date.now() / 1000 });
    }
    else if (message.type === 'task_finished') {
      this.markFinished(message.data.task_id, message.data.status);
    }
  }

  private markFinished(id: number, status: string): void {
    this.running.delete(id);
    this.finished.set(id, status);
    if (this.finished.size > FORGET_AFTER) {
      const oldest = this.finished.keys().next().value;
      if (oldest !== undefined) this.finished.delete(oldest);
    }
    this.waiters.get(id)?.resolve();
    this.waiters.delete(id);
    if (this.waiters.size === 0 && this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
  }

  private pollWhenNeeded(): void {
    if (!this.socket.connected.value) void this.checkAwaited();
  }

  /** One request for all awaited tasks, whatever their number. */
  private async checkAwaited(): Promise<void> {
    if (this.waiters.size === 0) return;
    try {
      const answer = await this.request<{ pending: number[]; completed: number[] }>('GET', '/tasks', {});
      for (const id of [...this.waiters.keys()])
        if (!answer.pending.includes(id)) this.markFinished(id, 'completed');
    }
    catch {
      // The next tick tries again; the caller keeps waiting.
    }
  }
}

export const tasks = new TaskTracker(defaultSocket);

export function runTask<T>(method: Method, path: string, options: RunOptions = {}): TaskHandle<T> {
  return tasks.run<T>(method, path, options);
}
