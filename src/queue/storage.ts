import type { Ledger } from '../ledger/ledger.ts';
import type { Queue } from './queue.ts';

/** A queue with the ledger it writes. One driver is both, since both change in one transaction. */
export interface Storage extends Queue, Ledger {}
