/** Short messages at the edge of the screen. An undo runs its function and takes the message away, and so does a link to what it tells of. */
import { shallowReactive } from 'vue';

export interface Toast {
  id: number;
  text: string;
  tone: 'good' | 'error' | 'info';
  undo: (() => void | Promise<void>) | null;
  /** A page of the client. */
  link: { to: string; label: string } | null;
}

const SHOWN_MS = 5_000;
const SHOWN_WITH_BUTTON_MS = 9_000;
export const toasts = shallowReactive<Toast[]>([]);
let next = 1;

export function dismissToast(id: number): void {
  const at = toasts.findIndex(toast => toast.id === id);
  if (at >= 0) toasts.splice(at, 1);
}

/** Errors stay until they are closed; everything else goes by itself. */
export function showToast(text: string, options: { tone?: Toast['tone']; undo?: Toast['undo']; link?: Toast['link'] } = {}): number {
  const toast: Toast = { id: next, text, tone: options.tone ?? 'good', undo: options.undo ?? null, link: options.link ?? null };
  next += 1;
  const same = toasts.find(one => one.text === text && one.tone === toast.tone && one.undo === null);
  if (same && toast.undo === null) dismissToast(same.id); // said once
  toasts.push(toast);
  if (toasts.length > 4) toasts.shift();
  if (toast.tone !== 'error') setTimeout(() => { dismissToast(toast.id); }, toast.undo || toast.link ? SHOWN_WITH_BUTTON_MS : SHOWN_MS);
  return toast.id;
}
