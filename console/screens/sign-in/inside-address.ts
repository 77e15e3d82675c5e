/** An address of the console from what stood behind the question mark; home for any other, since whoever made the link may have meant harm. */
export function insideAddress(wanted: string | undefined): string {
  if (wanted === undefined) return '/';
  const ours = 'http://console.invalid';
  const url = URL.parse(wanted, ours);
  return url?.origin === ours && wanted.startsWith('/') ? `${url.pathname}${url.search}${url.hash}` : '/';
}
