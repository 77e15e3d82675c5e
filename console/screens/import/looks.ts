/** An e-mail address, roughly: whether it is one the gateway decides. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text.trim());
}

/** 64 hexadecimal digits: SHA-256, as identity is sent that was hashed before. */
export function looksHashed(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text.trim());
}

/** Whether a text may hold an e-mail address, a phone number or a hash of one: what is not to stand on a page as it is. */
export function looksPersonal(text: string): boolean {
  return text.includes('@') || text.includes('%40') || /\d([ ()./+-]{0,3}\d){6}/.test(text) || looksHashed(text);
}
