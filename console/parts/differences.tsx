import type { ReactElement } from 'react';
import type { Json } from '../../src/base/json.ts';
import type { Difference } from '../../src/deploy/differences.ts';
import classes from './differences.module.css';

/** What differs, place by place: what was, and what is. */
export function Differences({ of }: { readonly of: readonly Difference[] }): ReactElement {
  return (
    <ul className={classes.list} aria-label="Differences">
      {of.map(({ path, before, after }) => (
        <li key={path.join('.')} className={classes.place}>
          <span className={classes.path}>{path.join(' › ') || 'the whole'}</span>
          {before !== undefined && (
            <del className={classes.before}>
              <span className="unseen">before: </span>
              {written(before)}
            </del>
          )}
          {after !== undefined && (
            <ins className={classes.after}>
              <span className="unseen">after: </span>
              {written(after)}
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
}

function written(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
