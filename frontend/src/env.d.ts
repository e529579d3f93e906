/// <reference types="vite/client" />

interface DesktopBridge {
  /** The launch token of the backend that the desktop shell started. */
  getLaunchToken?: () => Promise<string> | string;
}

interface Window {
  desktop?: DesktopBridge;
}
