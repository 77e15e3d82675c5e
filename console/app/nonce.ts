import { setNonce } from 'get-nonce';

/** What the gateway lets styles in by that are made while the console runs; empty where it runs from the development server, which lets in all. */
export const nonce: string = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

// For dialogs, which keep the page behind them from scrolling.
setNonce(nonce);
