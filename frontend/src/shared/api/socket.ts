/**
 * The websocket: authenticates, subscribes, hands messages to listeners, and reconnects with back-off.
 * `connected` (true once the subscription is acknowledged) is reactive, so that the task tracker can fall back to polling while it is false.
 */
import { readonly, ref } from 'vue';
import { getLaunchToken, renewFromShell } from './token';
import type { SocketMessage } from './types';

type Listener = (message: SocketMessage) => void;

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 15_000;
/** How the backend ends a connection whose token it doesn't know. */
const REFUSED = 1008;

export function backoffDelay(attempt: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
}

export function socketUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;
}

export function parseMessage(text: unknown): SocketMessage | null {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || typeof (value as { type?: unknown }).type !== 'string') return null;
    return value as SocketMessage;
  }
  catch {
    return null;
  }
}

export class Socket {
  private readonly listeners = new Set<Listener>();
  private readonly readyListeners = new Set<(again: boolean) => void>();
  private readonly refusedListeners = new Set<() => void>();
  private readonly state = ref(false);
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private attempt = 0;
  private wanted = false;
  private everConnected = false;

  readonly connected = readonly(this.state);

  constructor(private readonly open: () => WebSocket = () => new WebSocket(socketUrl(window.location))) {}

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
  }

  stop(): void {
    this.wanted = false;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.socket?.close();
  }

  onMessage(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Called when messages begin to arrive; `again` is true after a lost connection: what was pushed meanwhile has been missed. */
  onReady(listener: (again: boolean) => void): () => void {
    this.readyListeners.add(listener);
    return () => this.readyListeners.delete(listener);
  }

  /** Called when a backend answers that doesn't take the launch token: another start has another one. */
  onRefused(listener: () => void): () => void {
    this.refusedListeners.add(listener);
    return () => this.refusedListeners.delete(listener);
  }

  private connect(): void {
    const socket = this.open();
    this.socket = socket;
    socket.onopen = () => {
      const token = getLaunchToken();
      if (token !== null) socket.send(JSON.stringify({ token }));
      socket.send(JSON.stringify({ subscribe: true }));
    };
    socket.onmessage = (event: MessageEvent) => {
      const message = parseMessage(event.data);
      if (message?.type === 'subscribed') this.subscribed();
      else if (message !== null) this.listeners.forEach(listener => { listener(message); });
    };
    socket.onclose = (event: CloseEvent) => {
      this.lost(socket);
      if (event.code === REFUSED) this.refusedListeners.forEach(listener => { listener(); });
    };
  }

  /** From here on nothing is missed. What happened between the opening and now was not pushed to us. */
  private subscribed(): void {
    this.attempt = 0;
    this.state.value = true;
    this.readyListeners.forEach(listener => { listener(this.everConnected); });
    this.everConnected = true;
  }

  private lost(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.socket = null;
    this.state.value = false;
    if (!this.wanted) return;
    this.timer = setTimeout(() => { void renewFromShell().catch(() => false).then(() => { if (this.wanted) this.connect(); }); }, backoffDelay(this.attempt));
    this.attempt += 1;
  }
}

export const socket = new Socket();
