/**
 * The one error of the API client. `code` is for programs, `message` is the backend's sentence for a person,
 * `field` names the input that was refused, when one was.
 */
export type RetryHint = 'later' | 'next_source' | 'never' | null;

export interface ErrorBody {
  code?: string;
  params?: Record<string, unknown>;
  retry?: RetryHint;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly retry: RetryHint;

  constructor(message: string, status: number, body: ErrorBody = {}) {
    super(message);
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

  /** Message for one field: of `params.fields[name]` when the backend listed several, else the message when it is about that field. */
  messageFor(name: string): string | null {
    const fields = this.params['fields'];
    if (typeof fields === 'object' && fields !== null) {
      const text = (fields as Record<string, unknown>)[name];
      if (typeof text === 'string') return text;
      if (Array.isArray(text) && text.length > 0) return text.map(String).join(' ');
    }
    return this.field === name ? this.message : null;
  }
}

export function toApiError(reason: unknown): ApiError {
  if (reason instanceof ApiError) return reason;
  if (reason instanceof Error) return new ApiError(reason.message, 0);
  return new ApiError(String(reason), 0);
}
