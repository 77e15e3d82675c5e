import type { DemoState } from '../../demo/demo.ts';

export interface DemoOperations {
  'GET /api/demo': { response: DemoState };
  /** Starts a stand-in for Amazon, and a make-believe shop whose conversions go there. */
  'POST /api/demo': { response: DemoState };
  /** Ends both. The pipeline and the integration that were made stay. */
  'DELETE /api/demo': { response: DemoState };
}
