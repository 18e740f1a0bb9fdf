import type { Command } from 'commander';
import type { System } from './system.ts';

export type Run = (work: () => Promise<number>) => void;

/** What each command adds to the command line, and what it does. Only the one that is called is loaded. */
export interface CommandModule {
  /** `whole` is the program with every command in full, for those that speak of it. */
  readonly define: (command: Command, run: Run, system: System, whole: () => Promise<Command>) => void;
}
