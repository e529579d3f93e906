/** What is searched for on the settings page, known to every row on it. */
import { inject, provide, type InjectionKey, type Ref } from 'vue';

const TEXT: InjectionKey<Ref<string>> = Symbol('settings search');
const SECTION: InjectionKey<string> = Symbol('settings section');

export function provideSearch(text: Ref<string>): void {
  provide(TEXT, text);
}

export function provideSection(title: string): void {
  provide(SECTION, title);
}

export function useSearch(): { text: Ref<string> | null; section: string } {
  return { text: inject(TEXT, null), section: inject(SECTION, '') };
}
