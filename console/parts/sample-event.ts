/** A call that nobody has sent, with what shops usually send. Without a time it happens now. */
export function sampleEvent(name: string): object {
  const tea = { product_id: 'TEA-1', name: 'Green tea', brand: 'Leaf', category: 'Tea', price: 12.5, quantity: 2 };
  const pot = { product_id: 'POT-7', name: 'Teapot', brand: 'Leaf', category: 'Pots', price: 39, quantity: 1 };
  return {
    ...(name === 'Page' ? { type: 'page', name: 'Home' } : { type: 'track', event: name }),
    messageId: 'sample-1',
    userId: 'customer-4711',
    context: { traits: { email: 'jo.doe@example.com' }, page: { url: 'https://shop.example.com/' } },
    properties: { order_id: 'ORDER-1001', currency: 'usd', ...tea, products: [tea, pot] },
  };
}
