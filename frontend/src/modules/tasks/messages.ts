/** Messages that the backend pushed as plain text, newest first, for this page load only. */
import { shallowReactive } from 'vue';
import { socket } from '@/shared/api';

export interface BackendMessage {
  id: number;
  tone: 'warning' | 'error' | 'info';
  text: string;
  at: number;
}

const KEPT = 100;
export const messages = shallowReactive<BackendMessage[]>([]);
let next = 1;

export function clearMessages(): void {
  messages.splice(0);
}

socket.onMessage(message => {
  if (message.type !== 'legacy') return;
  const { verbosity, value } = message.data;
  const tone = verbosity === 'error' || verbosity === 'warning' ? verbosity : 'info';
  messages.unshift({ id: next, tone, text: String(value), at: Date.now() / 1000 });
  next += 1;
  if (messages.length > KEPT) messages.pop();
});
