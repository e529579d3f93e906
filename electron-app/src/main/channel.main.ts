/** Who may ask the main process for what: the sender's page and every argument are checked here, before anything is done. */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { originOf } from './origin.main';

export interface Channel<T> {
  name: string;
  /** The origin that may ask; null: nobody, for now. */
  origin: () => string | null;
  /** The arguments, or null where they are not what is expected. */
  parse: (given: readonly unknown[]) => T | null;
  run: (given: T) => unknown;
}

export class RefusedError extends Error {
  constructor() {
    super('refused');
  }
}

export function noArguments(given: readonly unknown[]): readonly [] | null {
  return given.length === 0 ? [] : null;
}

export function oneText(maxLength: number): (given: readonly unknown[]) => string | null {
  return given => {
    const [text] = given;
    return given.length === 1 && typeof text === 'string' && text.length <= maxLength && !text.includes('\0') ? text : null;
  };
}

export function isFrom(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>, contents: WebContents | null, origin: string | null): boolean {
  const frame = event.senderFrame;
  return contents !== null && event.sender === contents && frame !== null && frame.parent === null && origin !== null && originOf(frame.url) === origin;
}

export function registerChannel<T>(ipcMain: Pick<IpcMain, 'handle'>, channel: Channel<T>, window: () => WebContents | null, log: (line: string) => void): void {
  ipcMain.handle(channel.name, async (event, ...given: unknown[]) => {
    const parsed = isFrom(event, window(), channel.origin()) ? channel.parse(given) : null;
    if (parsed === null) {
      log(`refused: ${channel.name} from ${originOf(event.senderFrame?.url ?? '') ?? 'nowhere'}`);
      throw new RefusedError();
    }
    return await channel.run(parsed);
  });
}
