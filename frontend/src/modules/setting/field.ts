/** One setting of the backend as something to bind a control to: saves at each change and says so. */
import { computed, onScopeDispose, ref, type Ref, type WritableComputedRef } from 'vue';
import { toApiError } from '@/shared/api';
import { useSettings } from '@/shared/settings';

export interface SettingField<T> {
  value: WritableComputedRef<T>;
  state: Ref<'idle' | 'saving' | 'saved'>;
  error: Ref<string | undefined>;
  save: (value: T) => Promise<void>;
}

const SHOWN_MS = 2_500;

export function useSettingField<T>(name: string, fallback: T): SettingField<T> {
  const settings = useSettings();
  const state = ref<'idle' | 'saving' | 'saved'>('idle');
  const error = ref<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  onScopeDispose(() => { if (timer !== null) clearTimeout(timer); });

  async function save(value: T): Promise<void> {
    error.value = undefined;
    state.value = 'saving';
    const before = settings.settings;
    // The control shows the choice at once and goes back when it is refused.
    if (before) settings.settings = { ...before, [name]: value };
    try {
      await settings.update({ [name]: value });
      state.value = 'saved';
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => { state.value = 'idle'; }, SHOWN_MS);
    }
    catch (reason) {
      const refused = toApiError(reason);
      settings.settings = before;
      state.value = 'idle';
      error.value = refused.messageFor(name) ?? refused.message;
    }
  }

  return {
    value: computed({
      get: () => (settings.settings?.[name] as T | undefined) ?? fallback,
      set: value => { void save(value); },
    }),
    state, error, save,
  };
}
