// How the command line says what was not read and could change its answer.

import type { Command } from 'commander';
import { type Gap, gapsOf } from '#questions/gaps.ts';
import { lineIndex } from '#text/lineIndex.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { shownFile } from './paths.ts';
import { type JsonRange, jsonRange } from './places.ts';
import { visible } from './reporters/visible.ts';
import { standing } from './standing.ts';
import { EXIT, fail, type System } from './system.ts';

/** Damage in the files of one snapshot; `revision` is the git revision that the snapshot is of, if it is of one. */
export interface Damage {
  readonly snapshot: Snapshot;
  readonly gaps: readonly Gap[];
  readonly revision?: string | undefined;
}

interface JsonIncomplete {
  readonly file: string;
  readonly range: JsonRange;
  readonly message: string;
}

export interface PartialOption {
  readonly partial?: boolean;
}

export function offerPartial(command: Command): Command {
  return command.option('--partial', 'answer from what was read, though what was not could change the answer');
}

/** A file or folder that only one side of a comparison holds as what it is. */
export interface NotCompared {
  readonly file: string;
  readonly why: string;
}

interface HoldOptions extends PartialOption {
  readonly format?: string;
  /** Said already. */
  readonly notCompared?: readonly NotCompared[];
}

/**
 * Says each place on standard error. Answers the exit code where the answer has to be held back for it: in JSON the places are the whole
 * answer then.
 */
export function holdBack(
  system: System,
  damage: readonly Damage[],
  { partial, format, notCompared }: HoldOptions,
): number | undefined {
  const told = jsonIncomplete(system, damage);
  if (told.length + (notCompared?.length ?? 0) === 0) return undefined;
  complainOf(system, told);
  if (partial === true) return undefined;
  const remedy = told.length > 0 ? 'mend it, or say --partial' : 'say --partial';
  system.complain(`secgroup: This could change the answer: ${remedy} to be answered from the rest.\n`);
  if (format === 'json') {
    const compared = notCompared === undefined ? {} : { notCompared };
    system.out(`${JSON.stringify({ version: 1, incomplete: told, ...compared })}\n`);
  }
  return EXIT.failed;
}

/** A question that cannot be answered. What it asks for may stand where the files could not be read, which is told before. */
export function failOn(system: System, snapshots: readonly Snapshot[], message: string): number {
  const hiding = snapshots.map((snapshot) => ({ snapshot, gaps: gapsOf(snapshot) }));
  complainOf(system, jsonIncomplete(system, hiding));
  return fail(system, message);
}

function complainOf(system: System, told: readonly JsonIncomplete[]): void {
  for (const { file, range, message } of told) {
    const { line, character } = range.start;
    system.complain(`secgroup: ${visible(`${file}:${line + 1}:${character + 1}: ${message}`)}\n`);
  }
}

/** `incomplete` of an answer in JSON; no member where all was read. */
export function incompletePart(
  system: System,
  damage: readonly Damage[],
): { readonly incomplete?: readonly JsonIncomplete[] } {
  const incomplete = jsonIncomplete(system, damage);
  return incomplete.length === 0 ? {} : { incomplete };
}

function jsonIncomplete(system: System, damage: readonly Damage[]): readonly JsonIncomplete[] {
  const told = damage.flatMap(({ snapshot, gaps, revision }) =>
    gaps.map(({ uri, message, ...range }) => {
      const file = snapshot.files.get(uri);
      const at = file === undefined ? undefined : standing(file, range);
      return {
        file: shownFile(system, at?.file.uri ?? uri),
        range: jsonRange(at?.file.lineIndex ?? NO_LINES, at?.range ?? range),
        message: revision === undefined ? message : `${message} (${revision})`,
      };
    }),
  );
  // One line of a file of another format may be several rules.
  return [...new Map(told.map((each) => [JSON.stringify(each), each])).values()];
}

const NO_LINES = lineIndex('');
