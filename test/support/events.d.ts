import type { Event } from '../../src/event/event.ts';
/** The time that tests take as now. */
export declare const NOW: number;
/** A parsed event from what a sender would send; a track call unless it says otherwise. */
export declare function eventOf(fields: object, now?: number): Event;
