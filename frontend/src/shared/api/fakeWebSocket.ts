/** A websocket for tests, whose server is the test: what was sent is in `sent`, `push` makes a message come in. */
export class FakeWebSocket {
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send(text: string): void { this.sent.push(text); }
  close(code = 1006): void { this.onclose?.({ code }); }
  push(message: unknown): void { this.onmessage?.({ data: JSON.stringify(message) }); }
}
