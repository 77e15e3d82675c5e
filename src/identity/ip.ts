const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const IPV6_GROUP = /^[0-9a-f]{1,4}$/;

/**
 * A person's public IP address for FIP, sent raw and in full (fact sheet 2.1, S5). IPv6 is written in the one form of
 * RFC 5952 (lower case, `::` for the longest run of zeros), and an IPv4 address inside IPv6 as IPv4; the sources name
 * no form, so an address gets the same one from every sender.
 *
 * Undefined for what is no address, for addresses that are nobody's own (private, loopback, link-local, carrier-grade
 * NAT, multicast, unassigned), and for those cut short for privacy: an IPv4 that ends in `.0`, an IPv6 whose last 64
 * bits are zero. Amazon asks for the full address, and a cut one stands for thousands of people. Ranges for
 * documentation (`203.0.113.0/24` and the like) pass.
 */
export function normaliseIp(value: string): string | undefined {
  const text = value.trim();
  if (IPV4.test(text)) return isPublicIPv4(text.split('.').map(Number)) ? text : undefined;
  const groups = text.length <= 45 && text.includes(':') ? groupsOf(text.toLowerCase()) : undefined;
  return groups === undefined ? undefined : fromIPv6(groups);
}

function isPublicIPv4([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  if (d === 0) return false; // cut short
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100) return b < 64 || b > 127;
  if (a === 169) return b !== 254;
  if (a === 172) return b < 16 || b > 31;
  if (a === 192) return b !== 168 && !(b === 0 && c === 0);
  if (a === 198) return b !== 18 && b !== 19;
  return true;
}

function fromIPv6(groups: readonly number[]): string | undefined {
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    const bytes = [high >> 8, high & 0xff, low >> 8, low & 0xff];
    return isPublicIPv4(bytes) ? bytes.join('.') : undefined;
  }
  // Everything the registries hand out lies in 2000::/3.
  const first = groups[0] ?? 0;
  const assigned = first >= 0x2000 && first <= 0x3fff;
  const cut = groups.slice(4).every((group) => group === 0);
  return assigned && !cut ? written(groups) : undefined;
}

/** The eight groups of an IPv6 address; undefined when it is none. */
function groupsOf(text: string): number[] | undefined {
  const gap = text.indexOf('::');
  if (gap < 0) {
    const groups = parse(text, true);
    return groups?.length === 8 ? groups : undefined;
  }
  const before = parse(text.slice(0, gap), false);
  const after = parse(text.slice(gap + 2), true);
  if (before === undefined || after === undefined || before.length + after.length > 7) return undefined;
  while (before.length < 8 - after.length) before.push(0);
  return before.concat(after);
}

/** Groups between colons; the end of an address may be written as IPv4. */
function parse(part: string, atEnd: boolean): number[] | undefined {
  const groups: number[] = [];
  if (part === '') return groups;
  const pieces = part.split(':');
  const last = pieces.at(-1) ?? '';
  const asIPv4 = atEnd && IPV4.test(last);
  if (asIPv4) pieces.pop();
  for (const group of pieces) {
    if (!IPV6_GROUP.test(group)) return undefined;
    groups.push(Number.parseInt(group, 16));
  }
  if (asIPv4) {
    const [a = 0, b = 0, c = 0, d = 0] = last.split('.').map(Number);
    groups.push((a << 8) | b, (c << 8) | d);
  }
  return groups;
}

/** RFC 5952: the first of the longest runs of two or more zero groups becomes `::`. */
function written(groups: readonly number[]): string {
  let start = 0;
  let length = 1;
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
    i = Math.max(i, end - 1);
  }
  const hex = groups.map((group) => group.toString(16));
  if (length === 1) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}
