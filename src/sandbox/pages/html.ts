import { createHash } from 'node:crypto';
import type { Reply } from '../http/reply.ts';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem; text-align: left; overflow-wrap: anywhere; }
button { font: inherit; margin-right: .5rem; padding: .4rem 1.2rem; }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Text made safe to stand in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * A page without scripts, under a policy that would let none run. `body` is HTML; everything foreign in it must have gone
 * through `escapeHtml`. `formTargets` are the places its forms may end up at.
 */
export function htmlPage(status: number, title: string, body: string, formTargets: readonly string[] = []): Reply {
  const forms = formTargets.length === 0 ? "'none'" : formTargets.join(' ');
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${forms}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<body>
${body}
</body>
</html>
`,
  };
}
