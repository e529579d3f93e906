/** What a FormField tells the input inside it: id, description and error, so that labels and screen readers just work. */
import { computed, inject, nextTick, onUnmounted, provide, reactive, type ComputedRef, type InjectionKey } from 'vue';
import type { ApiError } from '@/shared/api';

export interface FieldContext {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
  /** What the input itself cannot read; null when it can. It goes before the form's error. */
  tell: (message: string | null) => void;
}

const KEY: InjectionKey<ComputedRef<FieldContext>> = Symbol('field');
/** Of a form: the ids of its fields, and whether each holds what it cannot read. */
const FIELDS: InjectionKey<Map<string, boolean>> = Symbol('fields');

export function provideField(read: () => FieldContext): ComputedRef<FieldContext> {
  const context = computed(read);
  provide(KEY, context);
  return context;
}

/** A field makes itself known to its form while it is there. Tells the form whether what is in it can be read. */
export function joinForm(id: string): (isUnreadable: boolean) => void {
  const fields = inject(FIELDS, null);
  fields?.set(id, false);
  onUnmounted(() => { fields?.delete(id); });
  return isUnreadable => { fields?.set(id, isUnreadable); };
}

/** The first field in the order of the page that is marked as faulty gets the focus: after a refusal nobody has to look for it. */
function focusFaulty(ids: Iterable<string>): void {
  const faulty = [...ids].map(id => document.getElementById(id)).filter(element => element?.getAttribute('aria-invalid') === 'true');
  const [first] = faulty.sort((one, other) => (one && other && one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  first?.focus();
}

export function useField(): ComputedRef<FieldContext> | null {
  return inject(KEY, null);
}

export interface FormErrors {
  /** Message for a field, or undefined. */
  of: (field: string) => string | undefined;
  /** Message that belongs to no field of the form. */
  readonly general: string | undefined;
  set: (field: string, message: string) => void;
  /** Takes the backend's refusal apart. `fields` are the names that this form shows. */
  take: (error: ApiError, fields: readonly string[]) => void;
  /** Before a form is checked and sent. What cannot be read stays. */
  clear: () => void;
  /** Whether something is wrong, or a field cannot be read: nothing may be sent then. */
  readonly any: boolean;
}

export function useFormErrors(): FormErrors {
  const fields = reactive(new Map<string, boolean>());
  provide(FIELDS, fields);
  const isUnreadable = (): boolean => [...fields.values()].includes(true);
  let isFocusing = false;
  function focusSoon(): void {
    if (isFocusing) return;
    isFocusing = true;
    void nextTick(() => { isFocusing = false; focusFaulty(fields.keys()); });
  }
  const state = reactive<{ fields: Record<string, string>; general: string | undefined }>({ fields: {}, general: undefined });
  return {
    of: field => state.fields[field],
    get general() { return state.general; },
    get any() { return state.general !== undefined || isUnreadable() || Object.keys(state.fields).length > 0; },
    set: (field, message) => { state.fields[field] = message; focusSoon(); },
    take: (error, fields) => {
      const own = fields.filter(field => error.messageFor(field) !== null);
      for (const field of own) state.fields[field] = error.messageFor(field) ?? error.message;
      if (own.length === 0) state.general = error.message;
      else focusSoon();
    },
    clear: () => {
      state.fields = {};
      state.general = undefined;
      if (isUnreadable()) focusSoon();
    },
  };
}
