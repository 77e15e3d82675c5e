import { Alert, Button, FileButton, Group, NativeSelect, Paper, Stack, Text, ThemeIcon } from '@mantine/core';
import { type DragEvent, type ReactElement, useState } from 'react';
import { IconFileImport, IconFileText } from '../../icons/icons.ts';
import { Num } from '../../parts/num.tsx';
import classes from './import.module.css';
import { type OpenedFile, openFile, UnreadableFile } from './opened-file.ts';

const KINDS = { csv: 'CSV', ndjson: 'NDJSON', json: 'a JSON array' } as const;

/** Which pipeline takes the events, and the file that they are in: chosen, or dropped here. */
export function FileSection({
  pipelines,
  pipeline,
  onPipeline,
  file,
  onFile,
  isLocked,
}: {
  readonly pipelines: readonly string[];
  readonly pipeline: string | undefined;
  readonly onPipeline: (pipeline: string) => void;
  readonly file: OpenedFile | undefined;
  readonly onFile: (file: OpenedFile | undefined) => void;
  /** Nothing is taken by dropping it just now. */
  readonly isLocked: boolean;
}): ReactElement {
  const [problem, setProblem] = useState<string>();
  const [isOver, setOver] = useState(false);
  const open = async (chosen: File | null | undefined): Promise<void> => {
    if (chosen === null || chosen === undefined) return;
    setProblem(undefined);
    try {
      onFile(await openFile(chosen));
    } catch (error) {
      onFile(undefined);
      if (!(error instanceof UnreadableFile)) throw error;
      setProblem(error.message);
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!isLocked) void open(event.dataTransfer.files[0]);
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    setOver(!isLocked);
  };
  const choices = pipelines.map((name) => ({ value: name, label: name }));
  return (
    <Stack>
      <NativeSelect
        label="Pipeline"
        description="The events go through its integrations as if they came in there now."
        data={pipeline === undefined ? [{ value: '', label: 'Choose one' }, ...choices] : choices}
        value={pipeline ?? ''}
        onChange={(event) => onPipeline(event.currentTarget.value)}
        maw="24rem"
      />
      <Paper
        className={classes.drop ?? ''}
        data-over={isOver || undefined}
        onDrop={drop}
        onDragOver={over}
        onDragLeave={() => setOver(false)}
      >
        <Group wrap="nowrap" gap="md">
          <ThemeIcon variant="light" size={44} radius="xl" color={file === undefined ? 'gray' : 'sea'}>
            {file === undefined ? <IconFileImport size={22} stroke={1.6} /> : <IconFileText size={22} stroke={1.6} />}
          </ThemeIcon>
          <div className={classes.text}>
            <Text fw={600}>{file === undefined ? 'Drop a file here' : file.title}</Text>
            <Text size="sm" c="dimmed">
              {file === undefined ? (
                'CSV, NDJSON or a JSON array of events, up to 50 MB.'
              ) : (
                <>
                  {KINDS[file.kind]}, <Num n={file.bytes} as="bytes" />, {file.encoding}
                </>
              )}
            </Text>
          </div>
        </Group>
        <FileButton onChange={(chosen) => void open(chosen)} accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,text/csv">
          {(props) => (
            <Button {...props} variant={file === undefined ? 'filled' : 'default'}>
              {file === undefined ? 'Choose a file' : 'Choose another'}
            </Button>
          )}
        </FileButton>
      </Paper>
      {problem !== undefined && (
        <Alert color="red" variant="light" role="alert" title="This file cannot be imported">
          {problem}
        </Alert>
      )}
    </Stack>
  );
}
