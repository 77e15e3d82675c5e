import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { type PromptStreams, readNewPassword } from './password-prompt.ts';

/** A terminal in which something is typed, and what it shows. */
function terminal(): { streams: PromptStreams; type: (text: string) => void; shown: () => string; raw: boolean[] } {
  const input = new PassThrough();
  const raw: boolean[] = [];
  const shown: string[] = [];
  return {
    streams: {
      input: Object.assign(input, { isTTY: true, setRawMode: (on: boolean) => raw.push(on) }),
      output: { write: (text: unknown) => shown.push(String(text)) > 0 },
    },
    type: (text) => input.write(text),
    shown: () => shown.join(''),
    raw,
  };
}

describe('a password that is asked for', () => {
  it('is typed twice, and not shown', async () => {
    const { streams, type, shown, raw } = terminal();
    const reading = readNewPassword('ada@example.com', streams);
    for (const character of 'herons\r') type(character);
    await vi.waitFor(() => expect(shown()).toContain('again'));
    type('herons\r');
    expect(await reading).toBe('herons');
    expect(shown()).toBe('A password for ada@example.com: \nThe same again: \n');
    expect(raw).toEqual([true, false, true, false]);
  });

  it('can be mended while it is typed', async () => {
    const { streams, type, shown } = terminal();
    const reading = readNewPassword('ada', streams);
    type('wrong\u0015heronx\u007fs\r');
    await vi.waitFor(() => expect(shown()).toContain('again'));
    type('herx\bons\n');
    expect(await reading).toBe('herons');
  });

  it('must be the same both times', async () => {
    const { streams, type, shown } = terminal();
    const reading = readNewPassword('ada', streams).catch((error) => error.message);
    type('herons\r');
    await vi.waitFor(() => expect(shown()).toContain('again'));
    type('heron\r');
    expect(await reading).toBe('the two were not the same: nothing was changed');
  });

  it.each(['\u0003', '\u0004'])('is not asked for any more after %j', async (key) => {
    const { streams, type, raw } = terminal();
    const reading = readNewPassword('ada', streams).catch((error) => error.message);
    type(`her${key}ons`);
    expect(await reading).toBe('stopped: nothing was changed');
    expect(raw.at(-1)).toBe(false);
  });

  it.each(['herons\n', 'herons\r\nmore\n', 'herons'])('comes from a script as a line: %j', async (text) => {
    const input = new PassThrough();
    const write = vi.fn();
    input.end(text);
    expect(await readNewPassword('ada', { input, output: { write } })).toBe('herons');
    expect(write).not.toHaveBeenCalled();
  });

  it('is missed where none comes', async () => {
    const input = new PassThrough();
    input.end();
    await expect(readNewPassword('ada', { input, output: { write: vi.fn() } })).rejects.toThrow(/no password came/);
  });
});
