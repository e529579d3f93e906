/**
 * The one error of the API client. `code` is for programs, `message` is the backend's sentence for a person, in the language of the page,
 * `field` names the input that was refused, when one was.
 */
import { capitalize } from '@/shared/format/text';
import { tellSentence } from '@/shared/sentence';

export type RetryHint = 'later' | 'next_source' | 'never' | null;

export interface ErrorBody {
  code?: string;
  params?: Record<string, unknown>;
  retry?: RetryHint;
}

/** The backend's sentence without the path of the field in front: people see the field itself. */
function sentenceOf(message: string, field: unknown, file: unknown): string {
  if (typeof field !== 'string' || field === '') return message;
  // A path such as accounts.1.address is for programs; a plain name may well be the subject of the sentence.
  if (!message.startsWith(field.includes('.') ? field : `${field}:`)) return message;
  const rest = message.slice(field.length).replace(/^:?\s+/, '');
  const isFile = typeof file === 'string' && file !== '' ? rest.startsWith(file) : /^[^\s:,]*\.\w/.test(rest);
  return (isFile ? rest : capitalize(rest)) || message; // a file's name stays as it is
}

/** In the language of the page, whether the table has it with its field as the subject or without. */
function tell(message: string, field: unknown, file: unknown): string {
  const bare = sentenceOf(message, field, file);
  const whole = tellSentence(message);
  const told = tellSentence(bare);
  if (told !== bare || whole !== message) return told !== bare ? told : sentenceOf(whole, field, file);
  const rest = typeof field === 'string' && message.startsWith(`${field} `) ? message.slice(field.length + 1) : bare;
  const part = tellSentence(rest);
  return part === rest ? bare : capitalize(part);
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly retry: RetryHint;

  constructor(message: string, status: number, body: ErrorBody = {}) {
    super(tell(message, body.params?.['field'], body.params?.['file']));
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'network' : `http_${String(status)}`);
    this.params = body.params ?? {};
    this.retry = body.retry ?? null;
  }

  /** The name of the refused input, or null when the error is not about one. */
  get field(): string | null {
    const field = this.params['field'];
    return typeof field === 'string' ? field : null;
  }

  /** True when nothing answered at all: backend stopped, connection lost. */
  get isOffline(): boolean {
    return this.status === 0;
  }

  /**
   * Message for one field, or null when the error is not about it. The backend names fields by path, such as
   * `balances.0.amount`; a plain name stands for the last part of such a path.
   */
  messageFor(name: string): string | null {
    const problems = this.params['problems'] ?? this.params['fields'];
    const isAbout = (path: string): boolean => path === name || path.endsWith(`.${name}`);
    if (typeof problems === 'object' && problems !== null) {
      const found = Object.entries(problems as Record<string, unknown>).find(([path]) => isAbout(path));
      if (found) return [found[1]].flat().map(problem => capitalize(tellSentence(String(problem)))).join(' · ');
    }
    return this.field !== null && isAbout(this.field) ? this.message : null;
  }
}

export function toApiError(reason: unknown): ApiError {
  if (reason instanceof ApiError) return reason;
  if (reason instanceof Error) return new ApiError(reason.message, 0);
  return new ApiError(String(reason), 0);
}
