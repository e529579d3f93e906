/** Forms that hold typed text. Each asks whether the text may go; the one opened last asks first. */
const forms = new Set<() => Promise<boolean>>();

/** `ask` is called before something else takes the form's place. Call what comes back once the form has nothing to lose. */
export function guardForm(ask: () => Promise<boolean>): () => void {
  forms.add(ask);
  return () => { forms.delete(ask); };
}

/** Whether another row or page may take the place of open forms: true at once where nothing was typed. */
export async function mayLeaveForms(): Promise<boolean> {
  for (const ask of [...forms].reverse()) {
    if (!(await ask())) return false;
  }
  return true;
}
