/** A field for the launch token: takes the bare token as well as the whole link, and tries it. */
import { reactive } from 'vue';
import { useI18n } from 'vue-i18n';
import { parseTokenFragment } from '@/shared/api';
import { useSession } from './store';

export interface KeyField {
  text: string;
  error: string | undefined;
  busy: boolean;
  submit: () => Promise<void>;
}

function readToken(typed: string): string | null {
  return parseTokenFragment(typed.includes('#') ? typed.slice(typed.indexOf('#')) : `#token=${typed}`);
}

export function useKeyField(): KeyField {
  const { t } = useI18n();
  const session = useSession();
  const field = reactive<KeyField>({ text: '', error: undefined, busy: false, submit });

  async function submit(): Promise<void> {
    const token = readToken(field.text.trim());
    field.error = token === null ? t('token.unreadable') : undefined;
    if (token === null) return;
    field.busy = true;
    await session.useKey(token);
    field.busy = false;
    if (session.problem !== null) field.error = session.problem.status === 401 ? t('token.refused') : session.problem.message;
  }
  return field;
}
