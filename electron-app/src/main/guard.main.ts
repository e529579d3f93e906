/**
 * What the window may do: talk to its own backend, and nothing else. Every permission but one is refused, every way out is closed,
 * and what is unknown here is refused because it is unknown.
 *
 * Checklist: electron/docs/tutorial/security.md of Electron 45, read 2026-11.
 */
import type { App, Event, Session, WebContents } from 'electron';
import { originOf, ownerOf } from './origin.main';
import { CONTENT_SECURITY_POLICY, SHELL_ORIGIN } from './shellPage.main';

/** Writing to the clipboard from a button; reading it is another permission, and refused. */
const PERMITTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

export interface Guarded {
  /** `http://127.0.0.1:<port>` of the backend that runs now; null while there is none, and then nothing may be asked of any port. */
  clientOrigin: () => string | null;
  /** An address that the window wanted to go to. */
  onLink: (url: string) => void;
  log: (line: string) => void;
  allowDevTools: boolean;
}

export function mayUse(permission: string, requestingUrl: string, isMainFrame: boolean, clientOrigin: string | null): boolean {
  return PERMITTED.has(permission) && isMainFrame && clientOrigin !== null && originOf(requestingUrl) === clientOrigin;
}

/** Whether a request may leave the window at all. */
export function mayRequest(url: string, clientOrigin: string | null, allowDevTools: boolean): boolean {
  if (url.startsWith('data:')) return true; // carries its own content; the page's policy allows it for pictures alone
  const owner = ownerOf(url);
  if (owner === SHELL_ORIGIN) return true;
  if (allowDevTools && url.startsWith('devtools://')) return true;
  return clientOrigin !== null && (owner === clientOrigin || owner === clientOrigin.replace(/^http:/, 'ws:'));
}

/** Whether a frame may go there by itself: only a page's own origin. Our own `loadURL` is not asked. */
export function mayNavigate(url: string, currentUrl: string, isMainFrame: boolean): boolean {
  const origin = originOf(url);
  return isMainFrame && origin !== null && !url.startsWith('blob:') && origin === originOf(currentUrl);
}

export function guardSession(session: Session, guarded: Guarded): void {
  const { clientOrigin, log, allowDevTools } = guarded;
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const allowed = mayUse(permission, details.requestingUrl, details.isMainFrame, clientOrigin());
    if (!allowed) log(`permission refused: ${permission}`);
    answer(allowed);
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) => (
    mayUse(permission, details.requestingUrl ?? requestingOrigin, details.isMainFrame, clientOrigin())
  ));
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, answer) => { answer({ confirmed: false }); });
  session.setDisplayMediaRequestHandler((_request, answer) => { answer(null); });
  for (const event of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    (session as unknown as { on: (name: string, listener: (event: Event) => void) => void }).on(event, chosen => { chosen.preventDefault(); });
  }
  session.setSpellCheckerEnabled(false); // it would fetch dictionaries, and learns words
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed = mayRequest(details.url, clientOrigin(), allowDevTools);
    if (!allowed) log(`request refused: ${originOf(details.url) ?? details.url.slice(0, 20)}`);
    answer({ cancel: !allowed });
  });
  // The backend sends the same policy. Two must both be passed, so a backend that forgot it would change nothing.
  session.webRequest.onHeadersReceived((details, answer) => {
    const headers = details.responseHeaders ?? {};
    answer(details.resourceType === 'mainFrame' || details.resourceType === 'subFrame'
      ? { responseHeaders: { ...withoutPolicy(headers), 'Content-Security-Policy': [CONTENT_SECURITY_POLICY] } }
      : { responseHeaders: headers });
  });
  session.on('will-download', (event, item) => {
    const url = item.getURL();
    if (ownerOf(url) === clientOrigin() && url.startsWith('blob:')) return;
    log('download refused');
    event.preventDefault();
  });
}

function withoutPolicy(headers: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-security-policy'));
}

export function guardContents(contents: WebContents, guarded: Guarded): void {
  contents.setWindowOpenHandler(({ url }) => {
    guarded.onLink(url);
    return { action: 'deny' };
  });
  const refuse = (event: Event, url: string, isMainFrame: boolean) => {
    if (mayNavigate(url, contents.getURL(), isMainFrame)) return;
    event.preventDefault();
    guarded.log(`navigation refused: ${originOf(url) ?? url.slice(0, 20)}`);
  };
  contents.on('will-navigate', details => {
    refuse(details, details.url, details.isMainFrame);
    if (details.isMainFrame && /^https:/i.test(details.url) && originOf(details.url) !== originOf(contents.getURL())) guarded.onLink(details.url);
  });
  contents.on('will-frame-navigate', details => { refuse(details, details.url, details.isMainFrame); });
  contents.on('will-redirect', details => { refuse(details, details.url, details.isMainFrame); });
  contents.on('will-attach-webview', event => { event.preventDefault(); });
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
}

/** Before `ready`: every window that will ever be made, and what reaches the application from outside. */
export function guardApplication(app: App, guarded: Guarded): void {
  app.enableSandbox();
  app.on('web-contents-created', (_event, contents) => { guardContents(contents, guarded); });
  app.on('open-url', event => { event.preventDefault(); });
  app.on('open-file', event => { event.preventDefault(); });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', event => { event.preventDefault(); });
  app.on('login', (event, _contents, _details, _info, answer) => {
    event.preventDefault();
    answer();
  });
}
