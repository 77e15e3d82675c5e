import { Button, Stack } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useOperation } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { AddIntegrationDialog } from '../integrations/add-integration-dialog.tsx';
import { KitPanel } from './kit-panel.tsx';

/** The kits: what an integration begins from. */
export function LibraryScreen(): ReactElement {
  const kits = useOperation('GET /api/kits', {});
  const mayEdit = useMay('edit');
  const [adding, setAdding] = useState<string>();
  return (
    <Page title="Library" lead="The kits that an integration begins from, each with a whole playbook.">
      <Loaded from={kits} height={480}>
        {({ kits }) => (
          <Stack gap="lg">
            {kits.map((kit) => (
              <KitPanel
                key={kit.name}
                kit={kit}
                action={
                  mayEdit && (
                    <Button aria-label={`Add an integration of ${kit.title}`} onClick={() => setAdding(kit.name)}>
                      Add an integration
                    </Button>
                  )
                }
              />
            ))}
          </Stack>
        )}
      </Loaded>
      <AddIntegrationDialog
        key={adding ?? ''}
        isOpen={adding !== undefined}
        kit={adding}
        onClose={() => setAdding(undefined)}
      />
    </Page>
  );
}
