/** What a FormField tells the input inside it: id, description and error, so that labels and screen readers just work. */
import { computed, inject, provide, reactive, type ComputedRef, type InjectionKey } from 'vue';
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
/** Of a form: its fields that hold what they cannot read. */
const UNREADABLE: InjectionKey<Set<string>> = Symbol('unreadable');

export function provideField(read: () => FieldContext): ComputedRef<FieldContext> {
  const context = computed(read);
  provide(KEY, context);
  return context;
}

/** Tells the form that a field can or cannot be read. */
export function useUnreadable(): (id: string, isUnreadable: boolean) => void {
  const fields = inject(UNREADABLE, null);
  return (id, isUnreadable) => { if (isUnreadable) fields?.add(id); else fields?.delete(id); };
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
  clear: () => void;
  /** Whether something is wrong, or a field cannot be read: nothing may be sent then. */
  readonly any: boolean;
}

export function useFormErrors(): FormErrors {
  const unreadable = reactive(new Set<string>());
  provide(UNREADABLE, unreadable);
  const state = reactive<{ fields: Record<string, string>; general: string | undefined }>({ fields: {}, general: undefined });
  return {
    of: field => state.fields[field],
    get general() { return state.general; },
    get any() { return state.general !== undefined || unreadable.size > 0 || Object.keys(state.fields).length > 0; },
    set: (field, message) => { state.fields[field] = message; },
    take: (error, fields) => {
      const own = fields.filter(field => error.messageFor(field) !== null);
      for (const field of own) state.fields[field] = error.messageFor(field) ?? error.message;
      if (own.length === 0) state.general = error.message;
    },
    clear: () => { state.fields = {}; state.general = undefined; },
  };
}
