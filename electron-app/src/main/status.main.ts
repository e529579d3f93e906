/** What the shell's page says about the backend. Pure. */
import type { ShellState } from '../shared/channel.shared';
import { speak, type Language } from '../shared/words.shared';
import type { State } from './supervisor.main';

export function describe(state: State, language: Language): ShellState {
  const say = speak(language);
  const base = {
    phase: state.phase, language, detail: '', canChooseDataDirectory: false,
    labels: { retry: say('retry'), chooseDataDirectory: say('choose_data_directory'), openLogs: say('open_logs'), quit: say('quit') },
  };
  if (state.phase === 'failed') {
    const { kind, values, said } = state.failure;
    return { ...base, title: say(kind), text: say(`${kind}_text`, values), detail: said, canChooseDataDirectory: kind === 'data_directory' };
  }
  if (state.phase === 'restarting') return { ...base, title: say('restarting'), text: say('restarting_text') };
  if (state.phase === 'stopped') return { ...base, title: say('stopped'), text: '' };
  return { ...base, title: say('starting'), text: say('starting_text') };
}
