/** How far a sync is on each chain, by what the backend says of it while it runs. */
import { shallowRef, type ShallowRef } from 'vue';
import { socket } from '@/shared/api';

export type Phase = 'waiting' | 'listing' | 'decoding' | 'done';
export interface ChainProgress {
  chain: string;
  phase: Phase;
  /** How many of its addresses are followed. */
  addresses: ReadonlySet<string>;
}

const PHASES: Record<string, Phase> = {
  querying_transactions_started: 'waiting', querying_transactions: 'listing', querying_internal_transactions: 'listing', querying_evm_tokens_transactions: 'listing',
  decoding_transactions_started: 'decoding', decoding_transactions_finished: 'done', querying_transactions_finished: 'done',
};

/** The chains after a message. The first word of a new sync forgets the one before; a cancelled one is forgotten at once. */
export function noteStatus(chains: readonly ChainProgress[], { chain, address, status }: { chain: string; address: string; status: string }): readonly ChainProgress[] {
  if (status === 'cancelled') return [];
  const phase = PHASES[status];
  if (phase === undefined) return chains;
  const known = phase === 'waiting' && chains.every(one => one.phase === 'done') ? [] : chains;
  const before = known.find(one => one.chain === chain);
  const after: ChainProgress = { chain, phase, addresses: new Set([...before?.addresses ?? [], address]) };
  return before === undefined ? [...known, after] : known.map(one => (one === before ? after : one));
}

const chains = shallowRef<readonly ChainProgress[]>([]);
let isListening = false;

/** Once asked for it goes on listening, so that a page that is opened again shows what it missed. */
export function useSyncedChains(): Readonly<ShallowRef<readonly ChainProgress[]>> {
  if (!isListening) socket.onMessage(message => { if (message.type === 'transaction_status') chains.value = noteStatus(chains.value, message.data); });
  isListening = true;
  return chains;
}
