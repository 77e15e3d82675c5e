import type { Page } from 'playwright-core';

/** A refusal of the API is an answer, and the browser logs it as an error all the same. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Adds to `faults` everything that a page must not do: errors and warnings in its console, exceptions, requests that fail or leave the gateway. */
export function watchFaults(page: Page, url: string, faults: string[]): void {
  page.on('console', (message) => {
    const isRefusal = REFUSAL.test(message.text()) && message.location().url.startsWith(`${url}/api/`);
    if (['error', 'warning'].includes(message.type()) && !isRefusal) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.stack ?? error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) faults.push(`went to ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} from ${response.url()}`);
  });
}
