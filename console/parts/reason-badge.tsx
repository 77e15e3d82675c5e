import { Badge, Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useReasons } from './use-reasons.ts';

/** Why an event was dropped or died: its code, and in words on hover and focus what that means and what to do. */
export function ReasonBadge({ code }: { readonly code: string }): ReactElement {
  const reason = useReasons().find((one) => one.code === code);
  const words = reason === undefined ? code : `${reason.title}. ${reason.mend}`;
  return (
    <Tooltip label={words} multiline maw={340}>
      <Badge variant="default" tabIndex={0} miw="max-content">
        {code}
      </Badge>
    </Tooltip>
  );
}
