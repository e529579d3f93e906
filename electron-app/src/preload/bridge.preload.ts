/**
 * The only door between the window and the main process: named functions, one a channel, and no more than that.
 * It checks nothing, since a window that was taken over could leave its checks out: the main process checks sender and arguments.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { CLIENT_CHANNELS, SHELL_CHANNELS, STATE_CHANGED, type DesktopBridge, type ShellBridge, type ShellState } from '../shared/channel.shared';

const desktop: DesktopBridge = {
  getLaunchToken: () => ipcRenderer.invoke(CLIENT_CHANNELS.getLaunchToken) as Promise<string>,
  openLink: url => ipcRenderer.invoke(CLIENT_CHANNELS.openLink, url) as ReturnType<DesktopBridge['openLink']>,
};

const shell: ShellBridge = {
  getState: () => ipcRenderer.invoke(SHELL_CHANNELS.getState) as Promise<ShellState>,
  retry: () => ipcRenderer.invoke(SHELL_CHANNELS.retry) as Promise<void>,
  chooseDataDirectory: () => ipcRenderer.invoke(SHELL_CHANNELS.chooseDataDirectory) as Promise<void>,
  openLogs: () => ipcRenderer.invoke(SHELL_CHANNELS.openLogs) as Promise<void>,
  quit: () => ipcRenderer.invoke(SHELL_CHANNELS.quit) as Promise<void>,
  // The event object would hand the window a sender; only the state goes on.
  onStateChanged: listener => { ipcRenderer.on(STATE_CHANGED, (_event, state: ShellState) => { listener(state); }); },
};

contextBridge.exposeInMainWorld('desktop', desktop);
contextBridge.exposeInMainWorld('shell', shell);
