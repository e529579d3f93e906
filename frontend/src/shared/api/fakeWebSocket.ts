/** A websocket for tests, whose server is the test: what was sent is in `sent`, `push` makes a message come in. */
export class FakeWebSocket {
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string): void { this.sent.push(text); }
  close(): void { this.onclose?.(); }
  push(message: unknown): void { this.onmessage?.({ data: JSON.stringify(message) }); }
}
