import { type FileKind, type FileText, kindOf, LARGEST_FILE, textOf } from './file-text.ts';
import { looksPersonal } from './looks.ts';

/** A file that was chosen. It stays in this page. */
export interface OpenedFile extends FileText {
  /** Another for each that is opened, also of the same file. */
  readonly id: number;
  /** For the page: it holds nothing personal. */
  readonly title: string;
  readonly bytes: number;
  readonly kind: FileKind;
}

/** Why a file cannot be read, for people. */
export class UnreadableFile extends Error {}

let opened = 0;

/** Reads a file. Rejects with UnreadableFile. */
export async function openFile(file: File): Promise<OpenedFile> {
  if (file.size > LARGEST_FILE) {
    const most = LARGEST_FILE / 1_000_000;
    throw new UnreadableFile(
      `The file has ${Math.ceil(file.size / 1_000_000)} MB, and this page takes up to ${most} MB: split it, or send it as NDJSON by “dspatch send”.`,
    );
  }
  const buffer = await file.arrayBuffer().catch((): never => {
    throw new UnreadableFile(GONE);
  });
  const read = textOf(new Uint8Array(buffer));
  if (read.text.trim() === '') throw new UnreadableFile('The file is empty.');
  if (read.text.includes('\0')) {
    throw new UnreadableFile('The file is no text. Of a spreadsheet, export the sheet as CSV.');
  }
  opened += 1;
  const title = looksPersonal(file.name) ? 'Your file' : file.name;
  return { ...read, id: opened, title, bytes: file.size, kind: kindOf(file.name, read.text) };
}

const GONE = 'The browser cannot read the file: see whether it is still there, and choose it again.';
