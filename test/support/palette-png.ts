import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Rows of pixels, each three bytes: red, green, blue. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
/** Colours that differ by less (the sum over red, green and blue) look the same. */
const ALIKE = 9;

/** A picture as a PNG with a palette of 256 colours: of a page, which has few, it looks the same, in a third of the bytes. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, rgb } = pixelsOf(png);
  const palette = paletteOf(rgb);
  const places = new Map<number, number>();
  const rows = Buffer.alloc(height * (width + 1));
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = colourAt(rgb, pixel * 3);
    const place = places.get(colour) ?? nearest(palette, colour);
    places.set(colour, place);
    // One byte more at the beginning of each row: not filtered.
    rows[pixel + Math.floor(pixel / width) + 1] = place;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const parts = [chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', deflateSync(rows, { level: 9 }))];
  return Buffer.concat([SIGNATURE, ...parts, chunk('IEND', Buffer.alloc(0))]);
}

/** The pixels of a PNG of eight bits a colour, without a palette, as browsers make them. */
export function pixelsOf(png: Buffer): Pixels {
  const [width, height, bytes] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const packed: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      packed.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const filtered = inflateSync(Buffer.concat(packed));
  const line = width * bytes;
  const rgb = new Uint8Array(width * height * 3);
  let above = new Uint8Array(line);
  for (let y = 0; y < height; y += 1) {
    const from = y * (line + 1);
    const row = unfiltered(filtered[from] ?? 0, filtered.subarray(from + 1, from + 1 + line), above, bytes);
    for (let x = 0; x < width; x += 1) rgb.set(row.subarray(x * bytes, x * bytes + 3), (y * width + x) * 3);
    above = row;
  }
  return { width, height, rgb };
}

/** A row of bytes, from its differences to what is at its left and above it (PNG, section 9). */
function unfiltered(filter: number, row: Uint8Array, above: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const plain = new Uint8Array(row.length);
  for (let i = 0; i < row.length; i += 1) {
    const [left, up, corner] = [plain[i - bytes] ?? 0, above[i] ?? 0, i < bytes ? 0 : (above[i - bytes] ?? 0)];
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    plain[i] = (row[i] ?? 0) + guess;
  }
  return plain;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs) as [number, number, number];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The commonest colours that do not look the same. */
function paletteOf(rgb: Uint8Array): readonly number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = colourAt(rgb, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette: number[] = [];
  for (const [colour] of [...counts].sort(([, a], [, b]) => b - a)) {
    if (palette.every((one) => distance(one, colour) >= ALIKE)) palette.push(colour);
    if (palette.length === 256) break;
  }
  return palette;
}

function nearest(palette: readonly number[], colour: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [place, one] of palette.entries()) {
    const far = distance(one, colour);
    if (far < least) [best, least] = [place, far];
  }
  return best;
}

function distance(a: number, b: number): number {
  const [red, green, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255)];
  return Math.abs(red) + Math.abs(green) + Math.abs(blue);
}

function colourAt(rgb: Uint8Array, at: number): number {
  return ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
