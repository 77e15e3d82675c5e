/** The most bytes one event may have, as compact JSON. Segment's own limit. */
export const MAX_EVENT_BYTES: number = 32 * 1024;
/** The most bytes one request may have, after decompression. Segment's own limit. */
export const MAX_REQUEST_BYTES: number = 500 * 1024;
/** How deep an event may nest; the event itself is level 1. */
export const MAX_DEPTH = 32;
