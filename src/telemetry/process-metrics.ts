import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/** The metrics of this process (memory, CPU, event loop, garbage collection), as Prometheus reads them. They are watched from the first call on. */
export function processMetrics(): Promise<string> {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry.metrics();
}
