/**
 * The message id of an event that brings none: of its name and order id, so that an order counts once however its row is written; else of the
 * whole row. The same row gives the same id whenever it is sent, and nothing of the row can be read from it.
 */
export async function messageIdOf(event: string, orderId: string, row: string): Promise<string> {
  const text = orderId === '' ? `row\n${event}\n${row}` : `order\n${event}\n${orderId}`;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(digest, 0, 20), (byte) => byte.toString(16).padStart(2, '0'));
  return `import-${hex.join('')}`;
}
