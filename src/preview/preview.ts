import type { ConsentDecision } from '../consent/gate.ts';
import type { ConsentSignal } from '../consent/signal.ts';
import type { Drop } from '../event/drop.ts';
import type { Event, EventType } from '../event/event.ts';
import type { Country } from '../pipeline/convert.ts';
import type { Integration } from '../pipeline/integration.ts';
import type { CompiledSection, Filter } from '../playbook/compile.ts';
import type { Scope } from '../playbook/scope.ts';
import { type ConsentTrace, consentTrace } from './consent.ts';
import { type IdentityTrace, IdentityTracer } from './identity.ts';
import { type OutputKeyTrace, outputKeyTraces } from './output-keys.ts';
import { Personal } from './personal.ts';
import { type DeliveryTrace, deliveryTrace } from './wire.ts';

/** An event's way through an integration, step by step. It holds no raw personal value. */
export interface Preview {
  readonly messageId: string;
  readonly event: string;
  readonly type: EventType;
  readonly outcome: 'mapped' | 'dropped';
  /** Why it is not sent. */
  readonly drop?: Drop | undefined;
  /** The section that maps it, together with Global; absent where none does. */
  readonly section?: { readonly name: string; readonly kind: 'event' | 'default' } | undefined;
  /** The country that the conversion is sent with, and what could not be read of it. */
  readonly country?: { readonly code: string; readonly note?: string | undefined } | undefined;
  readonly consent?: ConsentTrace | undefined;
  /** Whether the event's own "integrations" lets it go here. */
  readonly switchedOff: boolean;
  /** Every filter, those too that come after one which kept the event back. */
  readonly filters: readonly FilterTrace[];
  /** Every output key of the section, those too that a drop kept from being read. */
  readonly keys: readonly OutputKeyTrace[];
  /** Absent where the event was dropped before its identity was looked for. */
  readonly identity?: IdentityTrace | undefined;
  /** What would be sent; none when it is dropped. */
  readonly deliveries: readonly DeliveryTrace[];
  /** Of an event that counts several times: what of it is not sent, though the rest is. */
  readonly withheld: readonly Drop[];
}

/** A filter with its result. */
export interface FilterTrace {
  readonly kind: Filter['kind'];
  readonly text: string;
  readonly result: 'holds' | 'does not hold' | 'costs too much';
  /** Whether it lets the event pass. */
  readonly passes: boolean;
}

/** Maps an event as it would be mapped at `now` (epoch milliseconds) if it came in, and tells every step. Pure; nothing is sent or stored. */
export function preview(integration: Integration, event: Event, now: number): Preview {
  const tracer = new IdentityTracer(event);
  const personal = new Personal(event);
  let at: { readonly section: CompiledSection; readonly scope: Scope } | undefined;
  let gate: readonly [Country, ConsentSignal, ConsentDecision] | undefined;
  const {
    drop,
    deliveries,
    withheld = [],
    identity,
  } = integration.map(event, now, {
    section: (section, scope) => {
      at = { section, scope };
    },
    consent: (...found) => {
      gate = found;
    },
    identity: tracer,
  });
  const [country] = gate ?? [];
  const about = { messageId: event.messageId, event: event.name, type: event.type };
  return {
    ...{ ...about, outcome: drop === undefined ? 'mapped' : 'dropped', ...(drop === undefined ? {} : { drop }) },
    ...(at === undefined ? {} : { section: sectionOf(integration, at.section) }),
    ...(country === undefined ? {} : { country: { code: country.code, note: country.note?.detail } }),
    ...(gate === undefined ? {} : { consent: consentTrace(...gate, integration.consent) }),
    switchedOff: integration.isSwitchedOff(event),
    filters: at === undefined ? [] : filterTraces(at.section, at.scope),
    keys:
      at === undefined ? [] : outputKeyTraces(integration, at.section, at.scope, deliveries[0]?.conversion, personal),
    ...(identity === undefined || country === undefined
      ? {}
      : { identity: tracer.trace(integration, identity, country.code) }),
    deliveries: deliveries.map((delivery) => deliveryTrace(integration, delivery, personal)),
    withheld,
  };
}

function sectionOf({ playbook }: Integration, { name }: CompiledSection): NonNullable<Preview['section']> {
  return { name, kind: playbook.events.includes(name) ? 'event' : 'default' };
}

function filterTraces({ filters }: CompiledSection, scope: Scope): FilterTrace[] {
  return filters.map(({ kind, text, test }) => {
    const holds = test(scope);
    const result = holds === undefined ? 'costs too much' : holds ? 'holds' : 'does not hold';
    return { kind, text, result, passes: holds === (kind === 'allow') };
  });
}
