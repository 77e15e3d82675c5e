import type { Intake, Route } from '../../src/queue/queue.ts';
import type { Storage } from '../../src/queue/storage.ts';
/** What a driver must offer to be tested: an empty queue, and the same queue opened again. */
export interface Harness {
  open(bounds: { maxWaiting: number }): Promise<Storage>;
  /** Closes and opens again; undefined where nothing survives that. */
  reopen?: (queue: Storage) => Promise<Storage>;
  clean(): Promise<void>;
}
export declare const T0: number;
/** A route to be delivered, with defaults. */
export declare function delivery(
  more?: Partial<
    Extract<
      Route,
      {
        wire: string;
      }
    >
  >,
): Route;
/** An intake with defaults. */
export declare function intake(messageId: string, more?: Partial<Intake>): Intake;
/** The behaviours every driver of the queue's contract must show. */
export declare function queueConformance(name: string, harness: () => Promise<Harness>): void;
