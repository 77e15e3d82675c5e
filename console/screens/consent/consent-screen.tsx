import { Stack } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useOperation } from '../../api/queries.ts';
import { IconShieldCheck } from '../../icons/icons.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ButtonLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { ConsentCheck } from './consent-check.tsx';
import { PolicyCard } from './policy-card.tsx';
import { PolicyDialog } from './policy-dialog.tsx';

/** What each integration asks of people's consent, what that kept back, and what becomes of an event with a sign of consent. */
export function ConsentScreen(): ReactElement {
  const integrations = useOperation('GET /api/integrations', {});
  const kits = useOperation('GET /api/kits', {});
  const [edited, setEdited] = useState<string>();
  return (
    <Page
      title="Consent"
      lead="Every event passes the consent gate before anything else happens to it. A refusal keeps it back in every country; here stands what each integration asks for besides."
    >
      <Loaded from={kits} height={360}>
        {({ kits }) => (
          <Loaded from={integrations} height={360}>
            {({ integrations }) =>
              integrations.length === 0 ? (
                <EmptyState
                  title="There is no integration yet"
                  icon={<IconShieldCheck size={22} stroke={1.6} />}
                  action={<ButtonLink to="/welcome">Get started</ButtonLink>}
                >
                  Each integration has a consent policy of its own. It begins with the one that Amazon asks for in
                  Europe.
                </EmptyState>
              ) : (
                <Stack gap="lg">
                  {integrations.map(({ name }) => (
                    <PolicyCard key={name} name={name} kits={kits} onEdit={() => setEdited(name)} />
                  ))}
                  <ConsentCheck names={integrations.map(({ name }) => name)} />
                  {edited !== undefined && (
                    <PolicyDialog
                      key={edited}
                      name={edited}
                      others={integrations.map(({ name }) => name).filter((name) => name !== edited)}
                      kits={kits}
                      onClose={() => setEdited(undefined)}
                    />
                  )}
                </Stack>
              )
            }
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}
