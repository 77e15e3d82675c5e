import { Box } from '@mantine/core';
import type { ReactElement } from 'react';
import classes from './code.module.css';
import { CopyButton } from './copy-button.tsx';

/** Lines to copy: a command, a link, a snippet. `what` says what they are: "the command". Long lines break, and are copied whole. */
export function Code({ text, what }: { readonly text: string; readonly what: string }): ReactElement {
  return (
    <Box className={classes.block ?? ''}>
      <pre className={classes.text}>{text}</pre>
      <CopyButton text={text} what={what} />
    </Box>
  );
}
