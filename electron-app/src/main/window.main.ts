/** The one window: how it is made, where it stands, what it shows. */
import { join } from 'node:path';
import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron';
import type { PreferenceFile } from './preference.main';
import { MIN_SIZE, placeWindow, type Rectangle } from './windowState.main';

const SAVE_DELAY_MS = 500;

export function windowOptions(bounds: Rectangle, preload: string, icon: string, isPackaged: boolean): BrowserWindowConstructorOptions {
  return {
    ...bounds, minWidth: MIN_SIZE.width, minHeight: MIN_SIZE.height, show: false, icon, title: 'Portfolio tracker', backgroundColor: '#131917',
    webPreferences: {
      preload, contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false, spellcheck: false, plugins: false,
      navigateOnDragDrop: false, safeDialogs: true, devTools: !isPackaged,
    },
  };
}

export function openWindow(preferences: PreferenceFile, folder: string, isPackaged: boolean): BrowserWindow {
  const { primary, areas } = displays();
  const saved = preferences.values.window;
  const bounds = placeWindow(saved.bounds, [primary, ...areas]);
  const window = new BrowserWindow(windowOptions(bounds, join(folder, 'preload.cjs'), join(folder, 'icon.png'), isPackaged));
  if (saved.isMaximized) window.maximize();
  let timer: NodeJS.Timeout | null = null;
  const save = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!window.isDestroyed()) preferences.save({ window: { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() } });
  };
  const later = () => { timer ??= setTimeout(save, SAVE_DELAY_MS); };
  window.on('resize', later);
  window.on('move', later);
  window.on('close', save);
  // A display that was unplugged takes no window with it.
  const fit = () => {
    if (window.isDestroyed() || window.isMaximized()) return;
    const now = displays();
    const current = window.getBounds();
    const wanted = placeWindow(current, [now.primary, ...now.areas]);
    if (JSON.stringify(wanted) !== JSON.stringify(current)) window.setBounds(wanted);
  };
  screen.on('display-removed', fit);
  screen.on('display-metrics-changed', fit);
  window.on('closed', () => {
    screen.off('display-removed', fit);
    screen.off('display-metrics-changed', fit);
  });
  return window;
}

function displays(): { primary: Rectangle; areas: Rectangle[] } {
  return { primary: screen.getPrimaryDisplay().workArea, areas: screen.getAllDisplays().map(display => display.workArea) };
}
