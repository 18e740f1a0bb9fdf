// The open documents over the disk, cut into models: one for each folder, one for each file that lies in none.

import type { TextEdit } from '#text/textEdit.ts';
import type { Host } from './host.ts';
import type { Snapshot } from './snapshot.ts';

export interface Limits {
  /** Files with more characters than this are only checked for their grammar. */
  readonly fileSize: number;
  /** Of one folder. */
  readonly files: number;
}

export const editorLimits: Limits = { fileSize: 5_000_000, files: 10_000 };
export const commandLimits: Limits = { fileSize: 100_000_000, files: 10_000 };

export interface WorkspaceOptions {
  readonly host: Host;
  readonly limits: Limits;
  /** The day, `2027-03-31`, UTC. */
  today(): string;
}

export interface FileChange {
  readonly uri: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

export declare class Workspace {
  constructor(options: WorkspaceOptions);
  /** Lists and reads a folder. `progress` is told how many files of how many are read. */
  addFolder(uri: string, progress?: (read: number, all: number) => void): Promise<void>;
  removeFolder(uri: string): void;
  /** A document's text from now on wins over the disk's. A file that lies in no folder becomes a model of its own. */
  open(uri: string, text: string): void;
  /** `edits`, where they are known, lead from the old text to `text`; only what they touch is parsed again. */
  changeText(uri: string, text: string, edits?: readonly TextEdit[]): void;
  /** Back to what the disk says. */
  close(uri: string): Promise<void>;
  /** Files that were created, changed or deleted outside. Open ones keep their text. */
  filesChanged(changes: readonly FileChange[]): Promise<void>;
  /** The models, folders in the order in which they were added, lone files after them. */
  snapshots(): readonly Snapshot[];
  /** The model that a file belongs to: of folders within each other the innermost. */
  snapshotOf(uri: string): Snapshot | undefined;
}
