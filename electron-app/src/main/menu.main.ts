/** Menu bar and tray as data; what the items do is given. Nothing here opens developer tools. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Say } from '../shared/words.shared';

export interface MenuActions {
  restartBackend: () => void;
  chooseDataDirectory: () => void;
  openLogs: () => void;
  saveLog: () => void;
  about: () => void;
  show: () => void;
  quit: () => void;
  checkUpdatesNow: () => void;
  setKeepInTray: (on: boolean) => void;
  setCheckUpdates: (on: boolean) => void;
}

export interface MenuState {
  keepInTray: boolean;
  checkUpdates: boolean;
  isMac: boolean;
}

export function menuTemplate(say: Say, actions: MenuActions, state: MenuState): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(state.isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: say('menu_file'),
      submenu: [
        { label: say('choose_data_directory'), click: actions.chooseDataDirectory },
        { label: say('restart_backend'), click: actions.restartBackend },
        separator,
        { label: say('keep_in_tray'), type: 'checkbox', checked: state.keepInTray, click: item => { actions.setKeepInTray(item.checked); } },
        separator,
        { label: say('quit'), accelerator: 'CommandOrControl+Q', click: actions.quit },
      ],
    },
    {
      label: say('menu_edit'),
      submenu: [
        { role: 'undo', label: say('undo') }, { role: 'redo', label: say('redo') }, separator, { role: 'cut', label: say('cut') },
        { role: 'copy', label: say('copy') }, { role: 'paste', label: say('paste') }, { role: 'selectAll', label: say('select_all') },
      ],
    },
    {
      label: say('menu_view'),
      submenu: [
        { role: 'reload', label: say('reload') }, separator, { role: 'zoomIn', label: say('zoom_in') }, { role: 'zoomOut', label: say('zoom_out') },
        { role: 'resetZoom', label: say('zoom_reset') }, separator, { role: 'togglefullscreen', label: say('full_screen') },
      ],
    },
    {
      label: say('menu_help'),
      submenu: [
        { label: say('open_logs'), click: actions.openLogs },
        { label: say('save_log'), click: actions.saveLog },
        separator,
        { label: say('check_updates'), type: 'checkbox', checked: state.checkUpdates, click: item => { actions.setCheckUpdates(item.checked); } },
        { label: say('check_updates_now'), click: actions.checkUpdatesNow },
        separator,
        { label: say('about'), click: actions.about },
      ],
    },
  ];
}

export function trayTemplate(say: Say, actions: MenuActions): MenuItemConstructorOptions[] {
  return [
    { label: say('show_window'), click: actions.show },
    { label: say('open_logs'), click: actions.openLogs },
    { type: 'separator' },
    { label: say('quit'), click: actions.quit },
  ];
}
