/**
 * Addresses that are being added. The work goes on whatever page is open, and what was typed is kept until the
 * outcome has been seen, so that nothing has to be typed twice.
 */
import type { QueryClient } from '@tanstack/vue-query';
import { shallowReactive } from 'vue';
import { runTask, toApiError, type ApiError, type TaskHandle } from '@/shared/api';
import { refreshLists } from './queries';
import { mergeAnswers, readOutcome, type AddressOutcome } from './result';
import type { AddAnswer, NewAccount } from './types';

export interface AddRequest {
  /** Exactly what was typed, for opening the form again. */
  text: string;
  accounts: NewAccount[];
  /** null: every EVM chain on which there is activity. */
  chains: string[] | null;
  label: string;
  tags: string[];
}

export interface AddJob {
  id: number;
  request: AddRequest;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  handles: TaskHandle<unknown>[];
  outcomes: AddressOutcome[];
  error: ApiError | null;
}

export const addJobs = shallowReactive<AddJob[]>([]);
let next = 1;

function put(job: AddJob): void {
  const at = addJobs.findIndex(other => other.id === job.id);
  if (at >= 0) addJobs.splice(at, 1, job);
}

export function forgetJob(id: number): void {
  const at = addJobs.findIndex(job => job.id === id);
  if (at >= 0) addJobs.splice(at, 1);
}

async function addOnChain(handle: TaskHandle<unknown>, chain: string, addresses: readonly string[]): Promise<AddAnswer> {
  try {
    const added = await handle.result;
    const list = Array.isArray(added) ? added.map(String) : addresses;
    return { added: Object.fromEntries(list.map(address => [address, [chain]])) };
  }
  catch (reason) {
    const error = toApiError(reason);
    if (error.code === 'task_cancelled') throw error;
    const part = error.status === 409 ? 'existed' : 'failed';
    return { [part]: Object.fromEntries(addresses.map(address => [address, [chain]])) };
  }
}

/** Starts the work and returns at once. */
export function startAdding(request: AddRequest, name: string, client: QueryClient): AddJob {
  const addresses = request.accounts.map(account => account.address);
  const body = { accounts: request.accounts };
  const handles = request.chains === null
    ? [runTask<unknown>('PUT', '/blockchains/evm/accounts', { body, name })]
    : request.chains.map(chain => runTask<unknown>('PUT', `/blockchains/${encodeURIComponent(chain)}/accounts`, { body, name }));
  const job: AddJob = { id: next, request, state: 'running', handles, outcomes: [], error: null };
  next += 1;
  addJobs.unshift(job);
  void finish(job, addresses, client);
  return job;
}

async function finish(job: AddJob, addresses: readonly string[], client: QueryClient): Promise<void> {
  try {
    const chains = job.request.chains;
    const answers = chains === null
      ? [await job.handles[0]?.result as AddAnswer]
      : await Promise.all(job.handles.map((handle, index) => addOnChain(handle, chains[index] ?? '', addresses)));
    const answer = mergeAnswers(answers);
    const named = Object.keys({ ...answer.added, ...answer.existed, ...answer.failed, ...answer.no_activity });
    // A name such as name.eth comes back as its address.
    const shown = [...new Set([...addresses.filter(address => !address.includes('.') || !named.length), ...named])];
    put({ ...job, state: 'done', handles: [], outcomes: shown.map(address => readOutcome(address, answer)) });
  }
  catch (reason) {
    const error = toApiError(reason);
    put({ ...job, state: error.code === 'task_cancelled' ? 'cancelled' : 'failed', handles: [], error });
  }
  await refreshLists(client);
}

export async function cancelAdding(job: AddJob): Promise<void> {
  await Promise.all(job.handles.map(handle => handle.cancel()));
}
