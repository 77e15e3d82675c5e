import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Sending, SentMark } from './sent-mark.ts';

const LINES = ['one', 'two', '', 'three', 'four'];

/** A file whose first lines were sent, up to `two`. */
function sent(): { sending: Sending; path: string; first: string } {
  const folder = mkdtempSync(join(tmpdir(), 'dspatch-mark-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sending = { file: join(folder, 'events.ndjson'), url: 'http://127.0.0.1:8080', writeKey: 'k-secret' };
  writeFileSync(sending.file, LINES.join('\n'));
  const mark = new SentMark(sending);
  mark.pass({ number: 1, text: 'one' });
  mark.pass({ number: 2, text: 'two' });
  mark.write(2);
  const path = `${sending.file}.sent`;
  return { sending, path, first: readFileSync(path, 'utf8') };
}

describe('how far a file was sent', () => {
  it('is the beginning where there is no mark', async () => {
    const { sending } = sent();
    new SentMark(sending).remove();
    expect(await new SentMark(sending).read()).toEqual({ line: 0 });
  });

  it('holds for the same lines, address and key, whatever came after them', async () => {
    const { sending } = sent();
    expect(await new SentMark(sending).read()).toEqual({ line: 2 });
    writeFileSync(sending.file, [...LINES, 'five'].join('\n'));
    expect(await new SentMark(sending).read()).toEqual({ line: 2 });
  });

  it('goes on from there', async () => {
    const { sending } = sent();
    const mark = new SentMark(sending);
    for (const [i, text] of LINES.entries()) if (text !== '') mark.pass({ number: i + 1, text });
    mark.write(5);
    expect(await new SentMark(sending).read()).toEqual({ line: 5 });
  });

  it('holds no write key', () => {
    expect(sent().first).not.toContain('k-secret');
  });

  it.each<[what: string, text: string]>([
    ['a line is another', 'one\nTWO\n\nthree\nfour'],
    ['the file is shorter', 'one'],
    ['a line has moved', '\none\ntwo'],
    ['it ended in the middle of a line, which is whole now', 'one\ntwo and more'],
  ])('is nowhere where %s', async (_, text) => {
    const { sending } = sent();
    writeFileSync(sending.file, text);
    expect(await new SentMark(sending).read()).toEqual({
      ...{ line: 0, instead: 'tells of other lines: the file has changed' },
    });
  });

  it.each<[what: string, of: Partial<Sending>, instead: string]>([
    ['address', { url: 'http://other:1' }, 'tells of a sending to http://127.0.0.1:8080'],
    ['write key', { writeKey: 'other' }, 'tells of a sending with another write key'],
  ])('is nowhere for another %s', async (_, of, instead) => {
    const { sending } = sent();
    expect(await new SentMark({ ...sending, ...of }).read()).toEqual({ line: 0, instead });
  });

  it.each(['500', '{', '', '[]', '{"line":2}', '{"line":"2","url":"a","key":"b","lines":"c"}'])(
    'is nowhere where the mark is %j',
    async (text) => {
      const { sending, path } = sent();
      writeFileSync(path, text);
      expect(await new SentMark(sending).read()).toEqual({ line: 0, instead: 'does not tell what was sent' });
    },
  );
});
