/** What the bell in the top bar says: open issues and unread messages, and whether something is running. */
import { computed, reactive } from 'vue';
import { useIssues } from '@/modules/issues';
import { tasks } from '@/shared/api';
import { messages } from './messages';

export function useAttention(): { readonly count: number; readonly busy: boolean } {
  const { issues } = useIssues();
  return reactive({
    count: computed(() => issues.value.length + messages.length),
    busy: computed(() => tasks.running.size > 0),
  });
}
