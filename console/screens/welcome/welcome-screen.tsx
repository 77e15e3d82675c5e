import { List, Paper, SimpleGrid, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useOperation } from '../../api/queries.ts';
import { useCaller } from '../../api/session.ts';
import { IconBox, IconPlugConnected } from '../../icons/icons.ts';
import { ButtonLink, TextLink } from '../../parts/links.tsx';
import { Page } from '../../parts/page.tsx';

/** The first page after the set-up: two ways to begin. */
export function WelcomeScreen(): ReactElement {
  const { name } = useCaller();
  const { data: demo } = useOperation('GET /api/demo', {});
  return (
    <Page title={`Welcome, ${name}`} lead="How do you want to begin? The other way stays open.">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
        <Choice
          title="Try it with the sandbox"
          icon={<IconBox size={22} stroke={1.6} />}
          points={[
            'A make-believe shop and a stand-in for Amazon, on this machine alone',
            'See events become conversions, and what goes wrong',
            'No account at Amazon needed',
          ]}
          action={
            <ButtonLink to="/welcome/sandbox">
              {demo?.running === true ? 'The demo runs: see it' : 'Try it with the sandbox'}
            </ButtonLink>
          }
        />
        <Choice
          title="Connect Amazon"
          icon={<IconPlugConnected size={22} stroke={1.6} />}
          points={[
            'Consent at Amazon, then profile, advertiser and definitions from lists',
            'Ends in a check that tells what is missing',
            'Takes the client id and secret of a security profile',
          ]}
          action={
            <ButtonLink to="/welcome/connect" variant="default">
              Connect Amazon
            </ButtonLink>
          }
        />
      </SimpleGrid>
      <Text c="dimmed" mt="lg">
        Or look around first: the <TextLink to="/library">library</TextLink> shows what an integration begins from.
      </Text>
    </Page>
  );
}

function Choice({
  title,
  icon,
  points,
  action,
}: {
  readonly title: string;
  readonly icon: ReactNode;
  readonly points: readonly string[];
  readonly action: ReactNode;
}): ReactElement {
  return (
    <Paper p="xl">
      <Stack h="100%">
        <ThemeIcon variant="light" size={44} radius="md">
          {icon}
        </ThemeIcon>
        <Title order={2}>{title}</Title>
        <List spacing={6} flex={1}>
          {points.map((point) => (
            <List.Item key={point}>{point}</List.Item>
          ))}
        </List>
        <div>{action}</div>
      </Stack>
    </Paper>
  );
}
