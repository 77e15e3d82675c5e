const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bWindows\b/, 'Windows'],
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What somebody knows their browser by: `Firefox on Linux`. The rest of the header is forgotten: it says more of them than is needed. */
export function agentFamily(userAgent: string): string {
  const text = userAgent.slice(0, 500);
  const [program = 'another program', system] = [PROGRAMS, SYSTEMS].map(
    (kinds) => kinds.find(([pattern]) => pattern.test(text))?.[1],
  );
  return system === undefined ? program : `${program} on ${system}`;
}
