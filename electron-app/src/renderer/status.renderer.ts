/** The shell's own page: that the backend is starting, or why it does not and what can be done. Everything is set as text. */
import type { ShellBridge, ShellState } from '../shared/channel.shared';

declare const window: Window & { shell: ShellBridge };

const ACTIONS = ['retry', 'chooseDataDirectory', 'openLogs', 'quit'] as const;

function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no element ${id}`);
  return element;
}

function show(state: ShellState): void {
  document.documentElement.lang = state.language;
  find('title').textContent = state.title;
  find('text').textContent = state.text;
  find('detail').textContent = state.detail;
  find('detail').hidden = state.detail === '';
  find('actions').hidden = state.phase !== 'failed';
  for (const action of ACTIONS) find(action).textContent = state.labels[action];
  find('chooseDataDirectory').hidden = !state.canChooseDataDirectory;
}

for (const action of ACTIONS) find(action).addEventListener('click', () => { void window.shell[action](); });
window.shell.onStateChanged(show);
void window.shell.getState().then(show);
