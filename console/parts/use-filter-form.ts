import { type UseFormReturnType, useForm } from '@mantine/form';
import { useEffect } from 'react';

/**
 * A form for what stands behind the question mark: `empty` names its fields, `search` is what stands there. Whoever goes back sees the fields
 * go back, too.
 */
export function useFilterForm<Names extends string>(
  empty: Readonly<Record<Names, ''>>,
  search: Partial<Readonly<Record<Names, string>>>,
): UseFormReturnType<Record<Names, string>> {
  const standing = { ...empty, ...search } as Record<Names, string>;
  const form = useForm<Record<Names, string>>({ initialValues: standing });
  const address = JSON.stringify(standing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the address, and not what is typed
  useEffect(() => form.setValues(JSON.parse(address)), [address]);
  return form;
}
