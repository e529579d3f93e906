/** What window and main process say to each other: one name a channel, and the shapes that travel. */

/** Asked by the client that the backend serves. */
export const CLIENT_CHANNELS = {
  getLaunchToken: 'client:get-launch-token',
  openLink: 'client:open-link',
} as const;

/** Asked by the shell's own page, which stands in while there is no backend. */
export const SHELL_CHANNELS = {
  getState: 'shell:get-state',
  retry: 'shell:retry',
  chooseDataDirectory: 'shell:choose-data-directory',
  openLogs: 'shell:open-logs',
  quit: 'shell:quit',
} as const;

/** Told by the main process to the shell's page. */
export const STATE_CHANGED = 'shell:state-changed';

export type FailureKind =
  | 'backend_missing' | 'backend_not_executable' | 'backend_changed' | 'backend_version' | 'backend_silent' | 'backend_crashed'
  | 'data_directory' | 'port';

export interface ShellState {
  phase: 'starting' | 'restarting' | 'ready' | 'stopped' | 'failed';
  title: string;
  text: string;
  /** What the backend said itself; empty when it said nothing. */
  detail: string;
  labels: { retry: string; chooseDataDirectory: string; openLogs: string; quit: string };
  /** Whether another data directory is a way out. */
  canChooseDataDirectory: boolean;
  language: string;
}

export type LinkOutcome = 'opened' | 'declined' | 'refused';

/** `window.desktop`: the client's side. */
export interface DesktopBridge {
  getLaunchToken: () => Promise<string>;
  openLink: (url: string) => Promise<LinkOutcome>;
}

/** `window.shell`: the side of the shell's own page. */
export interface ShellBridge {
  getState: () => Promise<ShellState>;
  retry: () => Promise<void>;
  chooseDataDirectory: () => Promise<void>;
  openLogs: () => Promise<void>;
  quit: () => Promise<void>;
  onStateChanged: (listener: (state: ShellState) => void) => void;
}
