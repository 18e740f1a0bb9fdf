// A plan as a shell script that calls tccli, the cloud's own command line. People review it and then run it.
//
// Names and descriptions come from files that others may have written. In the script they are data in single quotes, and comments have no
// character that could end them. Requests go through a file: tccli would read an argument such as `file:///etc/passwd` from that file.

import type { Note } from '#plan/operation.ts';
import type { Step } from '#plan/plan.ts';
import { KINDS } from '#plan/things.ts';
import { visible } from './visible.ts';

export interface ScriptInput {
  /** The snapshot that the plan begins with, as it was named. */
  readonly from: string;
  readonly steps: readonly Step[];
  readonly notes: readonly Note[];
}

export function tccliScript({ from, steps, notes }: ScriptInput): string {
  const ids = idsOf(steps);
  const calls = steps.length === 1 ? '1 call' : `${steps.length} calls`;
  const missing = [...ids.values()].filter(({ madeBy }) => madeBy === undefined);
  return [
    '#!/bin/sh',
    comment(
      `${calls} that lead from ${from} to the files. Read them before you run them: nothing has been called yet.`,
    ),
    '# The first call that fails ends the script. Make a new snapshot and a new plan then.',
    ...notes.map(({ message, incomplete }) => comment(`${incomplete ? 'Left out' : 'Note'}: ${message}`)),
    '',
    'set -eu',
    ...(steps.length === 0 ? [] : PROLOGUE),
    ...missing.flatMap(({ variable, name }) => [
      '',
      comment(`The snapshot has no id of ${name}: set ${variable} to it before you run this.`),
      `: "\${${variable}:?is not set, see the comment in the script}"`,
    ]),
    ...steps.flatMap((step, i) => callOf(step, i + 1, steps.length, ids)),
    '',
  ].join('\n');
}

const PROLOGUE = [
  'umask 077',
  'work=$(mktemp -d)',
  'trap \'rm -rf "$work"\' EXIT',
  'request=$work/request.json',
  '',
  '# The id that a call has answered.',
  'answered() {',
  '  id=$(printf \'%s\\n\' "$2" | sed -n "s/.*\\"$1\\": *\\"\\([a-z]*-[0-9A-Za-z]*\\)\\".*/\\1/p" | head -n 1)',
  '  if [ -z "$id" ]; then',
  '    printf \'%s\\n\' "There is no $1 in the answer." >&2',
  '    exit 1',
  '  fi',
  '  printf \'%s\' "$id"',
  '}',
];

interface Id {
  /** The shell variable that holds it. */
  readonly variable: string;
  readonly name: string;
  /** The step that creates the thing; undefined where none does. */
  readonly madeBy: number | undefined;
}

/** The kinds of ids that the members of requests hold, by what the ids begin with. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ...KINDS.map(({ id, prefix }) => [id, prefix] as const),
  ['SecurityGroups', 'sg'],
  ['SecurityGroupIds', 'sg'],
  ['NetworkInterfaceIds', 'eni'],
  ['AddressId', 'ipm'],
  ['AddressTemplateIds', 'ipm'],
  ['AddressGroupId', 'ipmg'],
  ['ServiceId', 'ppm'],
  ['ServiceTemplateIds', 'ppm'],
  ['ServiceGroupId', 'ppmg'],
  ['InstanceIds', 'ins'],
  ['SubnetIds', 'subnet'],
]);

/** The member of an answer that holds the new id. */
const ANSWERS: ReadonlyMap<Step['action'], string> = new Map(KINDS.map(({ create, id }) => [create, id]));

type Ids = ReadonlyMap<string, Id>;

/** A name means one thing in a region and of a kind. */
function keyOf(region: string, kind: string | undefined, name: string): string {
  return JSON.stringify([region, kind, name]);
}

function idsOf(steps: readonly Step[]): Ids {
  const ids = new Map<string, Id>();
  steps.forEach(({ action, region, creates }, i) => {
    const member = ANSWERS.get(action);
    if (member === undefined || creates === undefined) return;
    ids.set(keyOf(region, PREFIXES.get(member), creates), { variable: `id_${i + 1}`, name: creates, madeBy: i });
  });
  for (const { request, region } of steps) {
    visit(request, undefined, (text, kind) => {
      const key = keyOf(region, kind, text);
      if (kind === undefined || !text.startsWith('$name:') || ids.has(key)) return;
      const name = text.slice('$name:'.length);
      ids.set(key, { variable: `ID_${ids.size + 1}`, name: `'${name}' in ${region}`, madeBy: undefined });
    });
  }
  return ids;
}

/** Requests are a few levels deep. */
function visit(value: unknown, kind: string | undefined, each: (text: string, kind: string | undefined) => void): void {
  if (typeof value === 'string') each(value, kind);
  else if (Array.isArray(value)) for (const item of value) visit(item, kind, each);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) visit(inner, PREFIXES.get(key), each);
  }
}

function callOf(step: Step, number: number, steps: number, ids: Ids): string[] {
  const { action, region, request, text, risk } = step;
  const service = action === 'ModifyInstancesAttribute' ? 'cvm' : 'vpc';
  const where = region === 'default' ? '' : ` --region ${quote(region)}`;
  const call = `tccli ${service} ${action}${where} --output json --cli-input-json "file://$request"`;
  const member = ANSWERS.get(action);
  const made =
    member === undefined || step.creates === undefined
      ? undefined
      : ids.get(keyOf(region, PREFIXES.get(member), step.creates));
  return [
    '',
    comment(`${number}. ${text}`),
    ...(risk === null ? [] : [comment(`Risk: ${risk}`)]),
    `printf '%s\\n' ${quote(`${number} of ${steps}: ${action}`)} >&2`,
    `printf '%s\\n' ${requestText(request, region, ids)} > "$request"`,
    ...(made === undefined || member === undefined
      ? [call]
      : [`answer=$(${call})`, `${made.variable}=$(answered ${member} "$answer")`]),
  ];
}

function requestText(request: unknown, region: string, ids: Ids): string {
  return pieces(request, undefined, (text, kind) => ids.get(keyOf(region, kind, text)))
    .map((piece) => (typeof piece === 'string' ? quote(piece) : `"$${piece.variable}"`))
    .join('');
}

type Piece = string | Id;

/** JSON text, with the ids that the shell has to fill in. */
function pieces(
  value: unknown,
  kind: string | undefined,
  idOf: (text: string, kind: string | undefined) => Id | undefined,
): Piece[] {
  if (typeof value === 'string') {
    const id = kind === undefined ? undefined : idOf(value, kind);
    return id === undefined ? [JSON.stringify(value)] : ['"', id, '"'];
  }
  if (Array.isArray(value))
    return joined(
      value.map((item) => pieces(item, kind, idOf)),
      '[',
      ']',
    );
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return joined(
    members.map(([key, inner]) => [`${JSON.stringify(key)}:`, ...pieces(inner, PREFIXES.get(key), idOf)]),
    '{',
    '}',
  );
}

function joined(parts: readonly Piece[][], open: string, close: string): Piece[] {
  const all: Piece[] = [open, ...parts.flatMap((part, i) => (i === 0 ? part : [',', ...part])), close];
  const merged: Piece[] = [];
  for (const piece of all) {
    const last = merged.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  return merged;
}

function quote(text: string): string {
  return /^[A-Za-z0-9_.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function comment(text: string): string {
  return `# ${visible(text)}`;
}
