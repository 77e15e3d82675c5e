import { useEffect, useRef, useState } from 'react';
import type { LiveFilter, LiveMessage } from '../../src/telemetry/live-watcher.ts';
import { addressOf } from './client.ts';
import { type LiveView, NOTHING, withMessages } from './live-rows.ts';

/** `again`: the stream broke, and the browser opens it anew by itself. `refused`: the gateway does not give it. */
export type StreamState = 'opening' | 'open' | 'again' | 'refused';

/** The live stream as a page shows it. */
export interface LiveStream extends LiveView {
  readonly state: StreamState;
  /** How many events came while it was held. */
  readonly held: number;
}

/** How long messages are gathered before they are shown, in milliseconds: hundreds a second are a few changes of the page. */
const GATHERED = 200;

/**
 * Follows `GET /api/live` for as long as the page is there. While it `isHeld` what comes is gathered and not shown. Another filter begins anew.
 */
export function useLiveStream(filter: LiveFilter, isHeld: boolean): LiveStream {
  const address = addressOf('/api/live', {}, filter as Readonly<Record<string, unknown>>);
  const [shown, setShown] = useState<LiveView>(NOTHING);
  const [whole, setWhole] = useState<LiveView>(NOTHING);
  const [state, setState] = useState<StreamState>('opening');
  const waiting = useRef<LiveMessage[]>([]);

  useEffect(() => {
    setWhole(NOTHING);
    setShown(NOTHING);
    setState('opening');
    waiting.current = [];
    const source = new EventSource(address);
    source.onopen = () => setState('open');
    source.onerror = () => setState(source.readyState === EventSource.CLOSED ? 'refused' : 'again');
    for (const event of ['event', 'settled', 'missed'] as const) {
      source.addEventListener(event, ({ data, lastEventId }: MessageEvent<string>) => {
        waiting.current.push({ event, id: lastEventId, data: JSON.parse(data) } as LiveMessage);
      });
    }
    const timer = setInterval(() => {
      if (waiting.current.length === 0) return;
      const messages = waiting.current.splice(0);
      setWhole((view) => withMessages(view, messages));
    }, GATHERED);
    return () => {
      clearInterval(timer);
      source.close();
    };
  }, [address]);

  useEffect(() => {
    if (!isHeld) setShown(whole);
  }, [whole, isHeld]);

  const newest = shown.rows[0]?.id;
  const place = whole.rows.findIndex(({ id }) => id === newest);
  const held = place < 0 ? whole.rows.length : place;
  return { ...shown, missed: whole.missed, state, held };
}
