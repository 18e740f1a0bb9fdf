import type { Host } from '#workspace/host.ts';
import type { GitRun } from './git.ts';
import { visible } from './reporters/visible.ts';

/** Everything outside of the command line that it uses: a process (`nodeSystem.ts`), or a memory in tests. */
export interface System {
  readonly cwd: string;
  /** Files as the workspace sees them, by `file:` URIs. */
  readonly host: Host;
  readonly out: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly input: () => Promise<Uint8Array>;
  /** What a path leads to, links followed. */
  readonly kindOf: (path: string) => Promise<'file' | 'folder' | 'other' | undefined>;
  /** How many bytes a file has, or the rule files of a folder; 0 where that is not known. */
  readonly sizeOf: (path: string) => Promise<number>;
  /** With a folder, only what lies in it is read, links followed. */
  readonly readBytes: (
    path: string,
    folder?: string,
  ) => Promise<{ readonly bytes: Uint8Array } | { readonly error: string }>;
  /** The names of the files in a folder; undefined where there is no such folder, or where a link leads to it out of the root. */
  readonly filesIn: (folder: string, root?: string) => Promise<readonly string[] | undefined>;
  /** Replaces the file whole or not at all; the error in words. See `replaceFile.ts`. */
  readonly replaceFile: (path: string, text: string, instead?: string) => Promise<string | undefined>;
  /** Makes a folder, and those that it lies in, where they are not there; the error in words. */
  readonly makeFolder: (path: string) => Promise<string | undefined>;
  /** Runs git in the working folder. */
  readonly git: GitRun;
  /** A file that ships beside the program. */
  readonly readAsset: (name: string) => Promise<Uint8Array>;
  /** A variable of the environment; one that is empty is not set. */
  readonly variable: (name: string) => string | undefined;
  /** A file of the home folder, by its path there; undefined where it is not there. */
  readonly readHome: (path: string) => Promise<string | undefined>;
  /** Shows on a terminal how far long work has come, or nothing without a line. Work calls it often: see `progress.ts`. */
  readonly progress: (line?: () => string) => void;
  /** Does work whose signal Ctrl-C aborts, and answers the exit code of that. */
  readonly interruptible: (work: (signal: AbortSignal) => Promise<number>) => Promise<number>;
  /** Undefined where there is only one processor. */
  readonly helpers: Helpers | undefined;
  /** Whether the output is a terminal with colours. */
  readonly colours: boolean;
  /** UTC, `2027-03-31`. */
  readonly today: string;
}

/** Threads that run this program too. */
export interface Helpers {
  /** How many can work at the same time. */
  readonly count: number;
  readonly start: () => Helper;
}

export interface Helper {
  /** One question at a time, in plain data. Rejects where the thread dies. */
  readonly ask: (question: unknown) => Promise<unknown>;
  readonly end: () => void;
}

export const EXIT = { ok: 0, found: 1, failed: 2, interrupted: 130 } as const;

/** Says something on standard error, in a line of its own. */
export function tell({ complain }: System, message: string): void {
  complain(`secgroup: ${visible(message)}\n`);
}

/** Says why a command cannot do what it was called for. Answers the exit code. */
export function fail(system: System, message: string): typeof EXIT.failed {
  tell(system, message);
  return EXIT.failed;
}
