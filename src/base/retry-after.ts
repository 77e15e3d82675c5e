/** How long to wait before coming again where nothing is taken just now, in seconds: the header Retry-After of a 503. */
export const RETRY_AFTER = '10';
