// biome-ignore-all lint/a11y/noRedundantRoles: what is laid out as cards in a narrow window is a table all the same, in every browser
import { Badge, Box, Button, Collapse, Group, Paper, Text, UnstyledButton } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { IconChevronDown, IconChevronRight } from '../../icons/icons.ts';
import { AddOutputKey } from './add-output-key.tsx';
import { problemsWithin, useDraft } from './draft.ts';
import { FilterList } from './filter-list.tsx';
import { GlobalKeys } from './global-keys.tsx';
import classes from './mapping.module.css';
import { OutputRow } from './output-row.tsx';
import {
  changesIn,
  isAdded,
  type Place,
  problemPath,
  rowsOf,
  sectionAt,
  withMemberAt,
  withSection,
} from './playbook.ts';

/** A section of the playbook as the document has it: a table of output keys, with filters above. */
export function SectionPanel({
  place,
  title,
  explained,
  isOpen,
  onToggle,
}: {
  readonly place: Place;
  readonly title: string;
  readonly explained?: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}): ReactElement {
  const { kit, content, change, mayEdit, problems, preview } = useDraft();
  const [editing, setEditing] = useState<ReadonlySet<string>>(new Set());
  const { playbook } = content;
  const isTaken = sectionAt(playbook, place) === null;
  const isOwn = isAdded(kit.playbook, place);
  const changes = changesIn(playbook, place);
  const wrong = problemsWithin(problems, problemPath(place)).length;
  const rows = isTaken ? [] : rowsOf(kit, playbook, place);
  const set = (member: string, value: Parameters<typeof withMemberAt>[4]): void =>
    change((now) => ({ ...now, playbook: withMemberAt(now.playbook, kit.playbook, place, member, value) }));
  const setSection = (section: Parameters<typeof withSection>[2]): void =>
    change((now) => ({ ...now, playbook: withSection(now.playbook, place, section) }));
  const open = (key: string, is: boolean): void => {
    const others = [...editing].filter((one) => one !== key);
    setEditing(new Set(is ? [...others, key] : others));
  };
  const { data: seen } = preview;
  const isSeen =
    seen?.section !== undefined && (place[0] === 'global' || seen.section.name === (place[1] ?? 'Default'));
  const traces = isSeen ? seen.keys : [];
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Paper className={classes.section ?? ''} component="section" aria-label={title}>
      <Group justify="space-between" className={classes.head ?? ''} wrap="nowrap">
        <UnstyledButton onClick={onToggle} aria-expanded={isOpen} className={classes.title ?? ''}>
          <Chevron size={16} stroke={1.8} aria-hidden />
          <span className={classes.name}>{title}</span>
          {isTaken && <Badge color="yellow">not sent</Badge>}
          {!isTaken && isOwn && <Badge color="gray">added</Badge>}
          {!isTaken && !isOwn && changes > 0 && <Badge>{changes === 1 ? '1 change' : `${changes} changes`}</Badge>}
          {wrong > 0 && <Badge color="red">{wrong === 1 ? '1 problem' : `${wrong} problems`}</Badge>}
        </UnstyledButton>
        {mayEdit && place[0] !== 'global' && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={`${isTaken ? 'Restore' : isOwn ? 'Remove' : 'Do not send'} ${title}`}
            onClick={() => setSection(isTaken || isOwn ? undefined : null)}
          >
            {isTaken ? 'Restore' : isOwn ? 'Remove' : 'Do not send'}
          </Button>
        )}
      </Group>
      <Collapse expanded={isOpen}>
        {isTaken ? (
          <Text size="sm" c="dimmed" p="md" pt={0}>
            The kit maps this event; the integration has taken it away, and it is dropped as unmapped.
          </Text>
        ) : (
          <>
            {explained !== undefined && (
              <Text size="sm" c="dimmed" px="md" pb="xs">
                {explained}
              </Text>
            )}
            <FilterList place={place} title={title} onChange={set} />
            {rows.length > 0 && (
              <table role="table" className={classes.table} aria-label={`Output keys of ${title}`}>
                <thead role="rowgroup">
                  <tr role="row">
                    {['Output key', 'Description', 'Input'].map((column) => (
                      <th key={column} role="columnheader" scope="col">
                        {column}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody role="rowgroup">
                  {rows.map((row) => (
                    <OutputRow
                      key={row.key}
                      row={row}
                      place={place}
                      isOpen={editing.has(row.key)}
                      onOpen={(is) => open(row.key, is)}
                      onChange={(input) => set(row.key, input)}
                      trace={traces.find(
                        ({ key, section }) => key === row.key && (section === 'global') === (place[0] === 'global'),
                      )}
                    />
                  ))}
                </tbody>
              </table>
            )}
            {place[0] !== 'global' && (
              <GlobalKeys
                title={title}
                without={rows.map(({ key }) => key)}
                onOverride={(key, input) => {
                  set(key, input);
                  open(key, true);
                }}
                onLeaveOut={(key) => set(key, null)}
              />
            )}
            {mayEdit && (
              <Box p="md" pt="sm">
                <AddOutputKey
                  title={title}
                  taken={rows.map(({ key }) => key)}
                  onAdd={(key) => {
                    set(key, { mapping: '' });
                    open(key, true);
                  }}
                />
              </Box>
            )}
          </>
        )}
      </Collapse>
    </Paper>
  );
}
