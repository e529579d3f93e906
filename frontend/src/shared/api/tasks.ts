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
  /** Method and path, as the backend names tasks. */
  route: string;
  progress: TaskProgress | null;
  started: number | null;
}

/** `interrupted`: the backend knows nothing of it any more, as it was started anew meanwhile or somebody else took the outcome. */
export type TaskEndStatus = 'completed' | 'failed' | 'cancelled' | 'interrupted';

export interface EndedTask {
  id: number;
  /** Method and path, such as `PUT /import`. */
  name: string;
  status: TaskEndStatus;
  /** Seconds; null when nobody saw it begin. */
  started: number | null;
  /** Of tasks that this page waited for. */
  result?: unknown;
  /** Why it failed, where that is known. */
  message?: string;
}

interface Waiter {
  resolve: () => void;
}

type Request = <T>(method: Method, path: string, options: { query?: Query; body?: unknown }) => Promise<T>;

export class TaskTracker {
  /** Tasks that run now, ours and those that the backend started by itself. */
  readonly running = shallowReactive(new Map<number, TrackedTask>());
  private readonly waiters = new Map<number, Waiter>();
  private readonly finished = new Map<number, TaskEndStatus>();
  private readonly endListeners = new Set<(ended: EndedTask) => void>();
  /** Ends of awaited tasks, until their outcome is there. */
  private readonly ends = new Map<number, EndedTask>();
  /** Tasks that this page started and whose outcome it takes. */
  private readonly own = new Set<number>();
  /** Calls that have no id yet: the end of one may arrive before its id does. */
  private starting = 0;
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(private readonly socket: Socket, private readonly request: Request = api.request) {
    socket.onMessage(message => { this.handle(message); });
    socket.onReady(() => { void this.checkAll(); });
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

  /** Told once of every task that ends, with its outcome where this page waited for it. */
  onEnd(listener: (ended: EndedTask) => void): () => void {
    this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
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
      this.running.set(task.id, { id: task.id, name: task.name, route: task.name, progress: task.progress, started: task.started ?? null });
    }
  }

  private async startAndWait<T>(method: Method, path: string, options: RunOptions, state: { id: number | null; cancelled: boolean }): Promise<T> {
    const id = await this.startOwn(method, path, options);
    state.id = id;
    if (!this.running.has(id) && !this.finished.has(id))
      this.running.set(id, { id, name: options.name ?? '', route: `${method} ${path}`, progress: null, started: Date.now() / 1000 });
    if (state.cancelled) await this.cancel(id);
    await this.waitFor(id);
    try {
      const result = await this.takeResult<T>(id);
      this.tellEnd(id, { result });
      return result;
    }
    catch (error) {
      this.tellEnd(id, { ...(error instanceof ApiError && { message: error.message }) });
      throw error;
    }
    finally {
      this.own.delete(id);
    }
  }

  private async startOwn(method: Method, path: string, options: RunOptions): Promise<number> {
    this.starting += 1;
    try {
      const id = await this.start(method, path, options);
      this.own.add(id);
      return id;
    }
    finally {
      this.starting -= 1;
      if (this.starting === 0) for (const id of [...this.ends.keys()]) if (!this.own.has(id)) this.tellEnd(id, {});
    }
  }

  private async takeResult<T>(id: number): Promise<T> {
    const status = this.finished.get(id);
    if (status === 'cancelled') throw new ApiError('Cancelled.', 0, { code: 'task_cancelled' });
    if (status === 'interrupted') throw new ApiError('The program was started anew, and this work was not finished.', 404, { code: 'task_interrupted' });
    return this.fetchOutcome<T>(id);
  }

  private tellEnd(id: number, outcome: Partial<EndedTask>): void {
    const ended = this.ends.get(id);
    this.ends.delete(id);
    if (ended === undefined) return;
    // Whoever polled for it knows only that it is over; the outcome says how.
    const status = outcome.message !== undefined && ended.status === 'completed' ? 'failed' : ended.status;
    this.endListeners.forEach(listener => { listener({ ...ended, ...outcome, status }); });
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
      throw new ApiError('The result of this work is gone.', 404, { code: 'task_not_found' });
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
      this.running.set(id, { id, name: known?.name || name, route: name, progress: { done, total, step }, started: known?.started ?? Date.now() / 1000 });
    }
    else if (message.type === 'task_finished') {
      this.markFinished(message.data.task_id, message.data.status, message.data.name);
    }
  }

  private markFinished(id: number, status: TaskEndStatus, name = ''): void {
    if (this.finished.has(id)) return;
    const known = this.running.get(id);
    this.running.delete(id);
    this.finished.set(id, status);
    this.ends.set(id, { id, name: name || (known?.route ?? ''), status, started: known?.started ?? null });
    if (!this.own.has(id) && this.starting === 0) this.tellEnd(id, {});
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

  /** After a gap: one request says which of the tasks that ran still do, which are over, and which the backend knows nothing of. */
  private async checkAll(): Promise<void> {
    await this.check([...new Set([...this.waiters.keys(), ...this.running.keys()])]);
  }

  /** One request for all awaited tasks, whatever their number. */
  private async checkAwaited(): Promise<void> {
    await this.check([...this.waiters.keys()]);
  }

  private async check(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    try {
      const answer = await this.request<{ pending: number[]; completed: number[]; tasks?: TaskInfo[] }>('GET', '/tasks', {});
      const statusOf = new Map((answer.tasks ?? []).map(task => [task.id, task.status]));
      for (const id of ids) {
        if (answer.pending.includes(id)) continue;
        const status = statusOf.get(id);
        if (answer.completed.includes(id)) this.markFinished(id, status === 'failed' || status === 'cancelled' ? status : 'completed');
        else this.markFinished(id, 'interrupted');
      }
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
