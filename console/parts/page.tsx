import { Box, Breadcrumbs, Group, Text, Title } from '@mantine/core';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { TextLink } from './links.tsx';
import classes from './page.module.css';

/** A step on the way to a page. */
export interface Crumb {
  readonly title: string;
  readonly to: NonNullable<LinkProps['to']>;
  readonly params?: Readonly<Record<string, string>>;
}

/** What stands on a page. */
export interface PageProps {
  readonly title: string;
  /** A sentence on what the page is for. */
  readonly lead?: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  /** What stands beside the title, such as a state. */
  readonly beside?: ReactNode;
  /** The pages above this one, the outermost first. */
  readonly crumbs?: readonly Crumb[];
  /** Default: as wide as lines are read well. `wide`: as wide as there is room, for tables and charts. */
  readonly width?: 'text' | 'wide';
  readonly children: ReactNode;
}

/** A screen: its title, which the keyboard comes to first, its actions, and what is on it. */
export function Page({ title, lead, actions, beside, crumbs = [], width = 'text', children }: PageProps): ReactElement {
  return (
    <Box className={classes.page ?? ''} data-width={width}>
      <title>{`${title} · dspatch`}</title>
      {crumbs.length > 0 && (
        <Breadcrumbs className={classes.crumbs ?? ''} separatorMargin={6} aria-label="Breadcrumbs">
          {crumbs.map(({ title, to, params }) => (
            <TextLink key={title} to={to} params={(params ?? {}) as never} size="sm" c="dimmed" underline="hover">
              {title}
            </TextLink>
          ))}
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start" gap="sm" mb="lg">
        <Box flex="1 1 18rem" miw={0}>
          <Group gap="sm">
            <Title order={1} tabIndex={-1}>
              {title}
            </Title>
            {beside}
          </Group>
          {lead !== undefined && (
            <Text c="dimmed" mt={4} maw="44rem">
              {lead}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
