import type { Command } from 'commander';
import type { System } from './system.ts';

export type Run = (work: () => Promise<number>) => void;

/** A command: its options, and what it does. Only the one that is called is loaded. */
export interface CommandModule {
  /** `whole` makes the program with all commands and their options, for the completion scripts and the man page. */
  readonly define: (command: Command, run: Run, system: System, whole: () => Promise<Command>) => void;
}
