import { formatPath } from '../base/problem.ts';
import type { Health, HealthReason } from '../deploy/health.ts';

/** Health in a word or two: `good`, `2 problems, 1 warning`. */
export function healthOf({ reasons }: Health): string {
  const of = (level: HealthReason['level']): number => reasons.filter((reason) => reason.level === level).length;
  const counted = (n: number, what: string): string => (n === 0 ? '' : `${n} ${what}${n === 1 ? '' : 's'}`);
  const parts = [counted(of('problem'), 'problem'), counted(of('warning'), 'warning')];
  return parts.filter(Boolean).join(', ') || 'good';
}

/** Every reason as a line: `x` blocks a deployment, `!` asks for confirmation by the code that stands behind it. */
export function healthLines({ reasons }: Health, indent = ''): readonly string[] {
  return reasons.map(({ level, path, message, code }) => {
    const at = path.length === 0 ? '' : `${formatPath(path)}: `;
    return `${indent}${level === 'problem' ? 'x' : '!'} ${at}${message} (${code})`;
  });
}
