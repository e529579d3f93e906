import { describe, expect, it, vi } from 'vitest';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { noArguments, oneText, registerChannel, type Channel } from '../src/main/channel.main';

const CLIENT = 'http://127.0.0.1:45000';
const contents = {} as WebContents;

function ask(channel: Partial<Channel<unknown>>, event: object, ...given: unknown[]): { answer: Promise<unknown>; run: ReturnType<typeof vi.fn> } {
  const run = vi.fn(() => 'secret');
  let handler: ((event: IpcMainInvokeEvent, ...given: unknown[]) => Promise<unknown>) | undefined;
  registerChannel({ handle: (_name, listener) => { handler = listener as typeof handler; } }, { name: 'x', origin: () => CLIENT, parse: noArguments, run, ...channel }, () => contents, () => undefined);
  return { answer: (handler as NonNullable<typeof handler>)(event as IpcMainInvokeEvent, ...given), run };
}
const from = (url: string, parent: object | null = null, sender: unknown = contents) => ({ sender, senderFrame: { url, parent } });

describe('a channel', () => {
  it('answers the page that it is for', async () => {
    expect(await ask({}, from(`${CLIENT}/#/dashboard`)).answer).toBe('secret');
  });

  it.each([
    ['another origin', from('https://evil.example/')], ['another port', from('http://127.0.0.1:45001/')], ['another name', from('http://localhost:45000/')], ['the other page', from('app://shell/status.html')],
    ['a lookalike', from('http://127.0.0.1:45000@evil.example/')], ['a frame', from(`${CLIENT}/`, {})], ['another window', from(`${CLIENT}/`, null, {})], ['a frame that is gone', { sender: contents, senderFrame: null }],
    ['a blank page', from('about:blank')], ['a blob', from(`blob:${CLIENT}/x`)], ['data', from('data:text/html,x')], ['nothing', from('')],
  ])('refuses %s', async (_name, event) => {
    const { answer, run } = ask({}, event);
    await expect(answer).rejects.toThrow('refused');
    expect(run).not.toHaveBeenCalled();
  });

  it('is for nobody while its page is not known', async () => { await expect(ask({ origin: () => null }, from(`${CLIENT}/`)).answer).rejects.toThrow('refused'); });

  it('takes exactly the arguments that it names, whatever comes', async () => {
    const values: unknown[] = [undefined, null, 0, -1, NaN, true, '', 'x', 'a\0b', 'x'.repeat(5_000), [], ['x'], {}, { length: 1 }, { __proto__: null }, new Date(), /x/, Symbol.iterator, 10n, () => 'x', new Uint8Array(3), new Map([['a', 1]])];
    let taken = 0;
    for (const first of values) {
      for (const second of [...values, 'nothing']) {
        const given = second === 'nothing' ? [first] : [first, second];
        const { answer, run } = ask({ parse: oneText(4_096) }, from(`${CLIENT}/`), ...given);
        const isTaken = given.length === 1 && typeof first === 'string' && first.length <= 4_096 && !first.includes('\0');
        await answer.then(() => { taken += 1; }, () => undefined);
        expect(run.mock.calls.length).toBe(isTaken ? 1 : 0);
      }
      const { answer, run } = ask({}, from(`${CLIENT}/`), first);
      await expect(answer).rejects.toThrow('refused');
      expect(run).not.toHaveBeenCalled();
    }
    expect(taken).toBe(2);
  });

  it('tells nothing about itself when it refuses', async () => {
    const error: unknown = await ask({}, from('https://evil.example/')).answer.then(() => null, (reason: unknown) => reason);
    expect(String(error)).toBe('Error: refused');
  });
});
