import { describe, expect, it } from 'vitest';
import { T0 } from '../../../test/support/queue-conformance.ts';
import { joinLines, Lines } from './lines.ts';
import { Packing } from './packing.ts';
import { PARCEL_SIZE } from './parcel.ts';

const GROUP = { pipeline: 'web', integration: 'amazon', event: 'Page', consent: undefined, route: 1, source: 1 };

/** A parcel filled with wires, each its own item. */
function fill(packing: Packing, wires: readonly string[], event = 'Page'): void {
  const lines = new Lines(joinLines(wires.map((wire) => Buffer.from(wire))));
  for (const [n] of wires.entries()) {
    const ids = { messageId: `m${n}`, orderKey: n === 1 ? 'order' : undefined, key: `k${n}`, orderIndex: undefined };
    packing.add({ group: { ...GROUP, event }, ...ids, occurredAt: T0 + n, expiresAt: T0 + 1000 - n }, lines.next());
  }
}

describe('a parcel that is being filled', () => {
  it('holds its wires a line each, as they came', () => {
    const packing = new Packing();
    fill(packing, ['{"a":1}', '', '{"b":"ü"}']);
    expect(Buffer.from(packing.wires()).toString()).toBe('{"a":1}\n\n{"b":"ü"}');
  });

  it('holds more bytes than it has room for at first', () => {
    const packing = new Packing();
    const wires = Array.from({ length: PARCEL_SIZE }, (_, n) => `${n}:${'x'.repeat(20_000)}`);
    fill(packing, wires);
    expect(packing.isFull).toBe(true);
    expect(Buffer.from(packing.wires()).toString().split('\n')).toEqual(wires);
  });

  it('counts its deliveries in the groups they are of', () => {
    const packing = new Packing();
    fill(packing, ['1', '2'], 'Page');
    fill(packing, ['3'], 'Order Completed');
    fill(packing, ['4'], 'Page');
    expect(packing.groups.map(({ event, n }) => [event, n])).toEqual([
      ['Page', 3],
      ['Order Completed', 1],
    ]);
    expect(packing.items().map(({ group }) => group)).toEqual([0, 0, 1, 0]);
    expect(packing.groupAt(2).event).toBe('Order Completed');
  });

  it('knows of each delivery what is stored of it, and when the first grows too old', () => {
    const packing = new Packing();
    fill(packing, ['1', '2']);
    expect(packing.expiresAt).toBe(T0 + 999);
    expect(packing.items()).toEqual([
      { group: 0, messageId: 'm0', occurredAt: T0, expiresAt: T0 + 1000, orderKey: undefined },
      { group: 0, messageId: 'm1', occurredAt: T0 + 1, expiresAt: T0 + 999, orderKey: 'order' },
    ]);
  });

  it('has nothing of the one before when it is filled again', () => {
    const packing = new Packing();
    fill(packing, ['first', 'second', 'third'], 'Order Completed');
    packing.clear();
    expect([packing.size, packing.groups, packing.items()]).toEqual([0, [], []]);
    fill(packing, ['next']);
    expect(Buffer.from(packing.wires()).toString()).toBe('next');
    expect([packing.keys, packing.groups]).toEqual([['k0'], [{ ...GROUP, n: 1 }]]);
    expect(packing.expiresAt).toBe(T0 + 1000);
  });
});
