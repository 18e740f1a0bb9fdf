import type { Command } from 'commander';
import type { System } from './system.ts';

/** What each command adds to the command line, and what it does. Only the one that is called is loaded. */
export interface CommandModule {
  readonly define: (command: Command, run: (work: () => Promise<number>) => void, system: System) => void;
}
