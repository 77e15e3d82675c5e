import type { Reply } from '../http/reply.ts';
import { type AcceptedEvent, dedupeIdOf, nameOf } from '../record/accepted-event.ts';
import type { Summary } from '../record/summary.ts';
import type { World } from '../world.ts';
import { escapeHtml, htmlPage } from './html.ts';

const SHOWN = 25;

/** `GET /`: what this is, what it has counted, and the newest accepted events, without their match keys. */
export function homePage(world: World): Reply {
  const faults = world.faults.list().length;
  const body = `<h1>dspatch sandbox</h1>
<p>This is a stand-in for Amazon's advertising API, for trying things out and for tests. Nothing sent here reaches
Amazon.</p>
<h2>Counts</h2>
${countsTable(world.record.summary())}
<p>${faults === 0 ? 'No faults are in force.' : `${faults} fault${faults === 1 ? ' is' : 's are'} in force.`}</p>
<h2>Newest accepted events</h2>
${eventsTable(world.record.events({ limit: SHOWN }))}
<h2>As JSON</h2>
<ul>
<li><a href="/_sandbox/summary">counts</a></li>
<li><a href="/_sandbox/events">accepted events</a></li>
<li><a href="/_sandbox/requests">requests</a></li>
<li><a href="/_sandbox/ids?duplicates=true">dedupe ids accepted more than once</a></li>
<li><a href="/_sandbox/definitions">conversion definitions</a></li>
<li><a href="/_sandbox/faults">faults in force</a></li>
<li><a href="/_sandbox/login">login settings</a></li>
</ul>`;
  return htmlPage(200, 'dspatch sandbox', body);
}

function countsTable(summary: Summary): string {
  const rows: Array<readonly [string, number]> = [
    ['Events accepted', summary.accepted],
    ['of them duplicates', summary.duplicates],
    ['of them without a dedupe id', summary.withoutDedupeId],
  ];
  for (const [code, count] of Object.entries(summary.refused)) rows.push([`Events refused: ${code}`, count]);
  for (const [endpoint, counts] of Object.entries(summary.requests)) {
    for (const [status, count] of Object.entries(counts)) rows.push([`Requests: ${endpoint}, ${status}`, count]);
  }
  return table(rows.map(([label, count]) => [label, String(count)]));
}

function eventsTable(events: readonly AcceptedEvent[]): string {
  if (events.length === 0) return '<p>None yet.</p>';
  const rows = events.toReversed().map((event) => {
    const id = dedupeIdOf(event.api, event.item) ?? '';
    return [event.time, event.api, event.accountId, nameOf(event) ?? '', id, event.duplicate ? 'duplicate' : ''];
  });
  return table(rows, ['Time', 'API', 'Advertiser', 'Name', 'Dedupe id', '']);
}

function table(rows: ReadonlyArray<readonly string[]>, heads: readonly string[] = []): string {
  const head = heads.length === 0 ? '' : `<tr>${heads.map((it) => `<th>${escapeHtml(it)}</th>`).join('')}</tr>\n`;
  const lines = rows.map((cells) => `<tr>${cells.map((it) => `<td>${escapeHtml(it)}</td>`).join('')}</tr>`);
  return `<table>\n${head}${lines.join('\n')}\n</table>`;
}
