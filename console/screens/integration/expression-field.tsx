import { Box, Skeleton, Text } from '@mantine/core';
import { lazy, type ReactElement, Suspense } from 'react';
import { useOperation } from '../../api/queries.ts';
import { capitalized } from '../../parts/sentence.ts';
import { useFields } from './use-fields.ts';

// The editor is a hundred kilobytes: it comes when the first expression is opened.
const CelEditor = lazy(() => import('./cel-editor.tsx'));

/** A field for an expression, with what is wrong with it below. */
export function ExpressionField({
  label,
  value,
  onChange,
  problem,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem?: string | undefined;
}): ReactElement {
  const { data: language } = useOperation('GET /api/language', {});
  const fields = useFields();
  const waiting = <Skeleton height={34} />;
  return (
    <Box flex={1} miw={0}>
      {language === undefined ? (
        waiting
      ) : (
        <Suspense fallback={waiting}>
          <CelEditor {...{ label, value, onChange, language, fields }} isWrong={problem !== undefined} />
        </Suspense>
      )}
      {problem !== undefined && (
        <Text size="xs" c="var(--mantine-color-error)" mt={4}>
          {capitalized(problem)}
        </Text>
      )}
    </Box>
  );
}
