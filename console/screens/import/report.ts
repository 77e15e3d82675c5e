import Papa from 'papaparse';
import type { RowFate } from './import-run.ts';

/** What became of every row, as CSV. It holds no values of the file but message ids that it brought, as the gateway keeps them. */
export function reportOf(fates: readonly RowFate[]): string {
  const rows = fates.map(({ row, messageId, integration, fate, reason }) => [
    row,
    messageId,
    integration,
    fate,
    reason,
  ]);
  const fields = ['row', 'messageId', 'integration', 'fate', 'reason'];
  // A spreadsheet would run what begins like a formula.
  return `${Papa.unparse({ fields, data: rows }, { escapeFormulae: true })}\r\n`;
}
