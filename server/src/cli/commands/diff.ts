import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Damage } from '#answers/incomplete.ts';
import type { PlanSide } from '#formats/format.ts';
import { isPlan } from '#formats/terraform/json.ts';
import { diff } from '#questions/diff.ts';
import { parseJson } from '#syntax/json.ts';
import { decode } from '#text/decode.ts';
import { distinctBy } from '#util/groupBy.ts';
import { commandLimits } from '#workspace/limits.ts';
import type { CommandModule } from '../command.ts';
import { readText } from '../files.ts';
import { filesOfRevision, isRuleFile } from '../git.ts';
import { failOn, holdBack } from '../incomplete.ts';
import { findConfig, folderOf, type Gathered, gather } from '../load.ts';
import { type FormatOptions, offerFormat, offerFormats, offerPartial, type PartialOption } from '../options.ts';
import { shownFile, uriOf } from '../paths.ts';
import { counting } from '../progress.ts';
import { readForeign } from '../readForeign.ts';
import { reportDiff } from '../reporters/diff.ts';
import { type RevisionTree, revisionTree } from '../revisionTree.ts';
import { EXIT, fail, type System, tell } from '../system.ts';
import { configurationFiles } from '../terraform.ts';

interface Options extends FormatOptions, PartialOption {
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'markdown';
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  offerFormats(offerPartial(offerFormat(command, ['text', 'json', 'sarif', 'github', 'markdown'])))
    .argument('<old>', 'a folder, a file or a git revision (HEAD, main:rules/)')
    .argument('[new]', 'the same for what is to be; none where old is a Terraform plan, which holds both')
    .action((before: string, after: string | undefined, options: Options) =>
      run(() => diffOf(system, before, after, options)),
    );
};

async function diffOf(system: System, before: string, given: string | undefined, options: Options): Promise<number> {
  if (given === undefined && !(await isPlanFile(system, before)))
    return fail(system, `'${before}' is not a Terraform plan: name what to compare it with.`);
  const after = given ?? before;
  const ofPlan = (side: PlanSide): Options => (given === undefined ? { ...options, side } : options);
  const old = await readVersion(system, before, after, ofPlan('before'));
  if ('error' in old) return fail(system, old.error);
  const now = await readVersion(system, after, before, ofPlan('after'));
  if ('error' in now) return fail(system, now.error);
  if ([old, now].every(isNothing)) {
    const neither = `Neither '${before}' nor '${after}' has rule files (.sg or .sg.json)`;
    return fail(system, `${neither}: there is nothing to compare.`);
  }
  const leftOut = [...(await ignoredIn(system, before, now, old)), ...(await ignoredIn(system, after, old, now))];
  // A file that one version does not hold cannot be compared, so that it is left out of both.
  const notCompared = distinctBy([...old.notHeld, ...now.notHeld, ...leftOut], ({ uri }) => uri);
  const versions = {
    old: folderOf(system, without(old, notCompared)),
    now: folderOf(system, without(now, notCompared)),
  };
  const found = diff(versions, { region: options.region, say: counting(system, 'things compared') });
  if ('error' in found) return failOn(system, [versions.old, versions.now], found.error);
  const { compared, incomplete } = found.answer;
  const damage: readonly Damage[] = [
    { folder: versions.old, gaps: incomplete.old, revision: old.revision },
    { folder: versions.now, gaps: incomplete.now, revision: now.revision },
  ];
  const told = notCompared.map(({ uri, why }) => ({ file: shownFile(system, uri), why }));
  for (const { file, why } of told) tell(system, `${file} is not compared: ${why}`);
  const held = holdBack(system, damage, { ...options, notCompared: told });
  if (held !== undefined) return held;
  system.out(await reportDiff(system, versions.now, { compared, damage, notCompared: told }, options));
  return compared.changed.length === 0 ? EXIT.ok : EXIT.found;
}

async function isPlanFile(system: System, file: string): Promise<boolean> {
  const read = await readText(system, file);
  if ('error' in read) return false;
  const { root } = parseJson(read.text);
  return root?.kind === 'object' && isPlan(root);
}

interface Version extends Gathered {
  readonly notHeld: readonly { readonly uri: string; readonly why: string }[];
  /** Of a git revision, as it was named. */
  readonly revision?: string;
}

function isNothing({ texts, foreign, notHeld }: Version): boolean {
  return texts.size === 0 && foreign === undefined && notHeld.length === 0;
}

/** A path, if it exists, else a git revision: of the other side's path, or else of the working folder. */
async function readVersion(
  system: System,
  text: string,
  other: string,
  options: Options,
): Promise<Version | { readonly error: string }> {
  if ((await system.kindOf(text)) !== undefined) {
    const found = await gather(system, [text], { config: options.config, formats: options, unread: 'tell' });
    if ('error' in found) return found;
    const unread = [...found.unread].map(([uri, why]) => ({ uri, why }));
    return { ...found, unread: new Map(), notHeld: [...unread, ...notTexts(found.texts)] };
  }
  const within = (await system.kindOf(other)) === undefined ? undefined : other;
  const found = await filesOfRevision(system.git, text, within);
  if ('error' in found) return { error: `'${text}' ${found.error}` };
  const config = await findConfig(system, within ?? '.', new Map(), options);
  if (config !== undefined && 'error' in config) return config;
  const foreign = await foreignOf(
    system,
    text,
    within,
    found.files.some(({ name }) => isRuleFile(name)),
    options,
  );
  if (foreign !== undefined && 'error' in foreign) return foreign;
  const files = found.files.map(({ name, bytes }) => ({ uri: uriOf(system, name), ...decode(bytes) }));
  const texts = foreign?.texts ?? new Map(files.map((file) => [file.uri, file.text]));
  const readAs = new Map(
    files.flatMap((file) => (file.readAs === undefined ? [] : [[file.uri, file.readAs] as const])),
  );
  const notHeld = found.notHeld.map(({ name, why }) => ({ uri: uriOf(system, name), why }));
  return {
    texts,
    readAs,
    unread: new Map(),
    named: within === undefined ? [] : [uriOf(system, within)],
    config,
    foreign: foreign?.foreign,
    notHeld: [...notHeld, ...notTexts(texts)],
    revision: text,
  };
}

/** What a revision's file of another format says, or its Terraform configuration where there are no rule files. */
async function foreignOf(
  system: System,
  revision: string,
  within: string | undefined,
  holdsRules: boolean,
  options: Options,
) {
  if (holdsRules) return undefined;
  const found = await revisionTree(system, revision, within);
  if ('error' in found) return found;
  if (!(await isForeign(found))) return undefined;
  const read = await readForeign(found.system, [found.path], options, system);
  if ('error' in read) return { error: `In '${revision}': ${read.error}` };
  for (const note of read.notes) tell(system, `note: ${note} (${revision})`);
  return read;
}

async function isForeign({ system, path: at }: RevisionTree): Promise<boolean> {
  return (await system.kindOf(at)) === 'file' || (await configurationFiles(system, at)).length > 0;
}

/** Files of a revision that the folder has too, but leaves out because git ignores them: somebody committed them all the same. */
async function ignoredIn(system: System, folder: string, revision: Version, own: Version): Promise<Version['notHeld']> {
  if (revision.revision === undefined || own.revision !== undefined) return [];
  const base = fileURLToPath(uriOf(system, folder)) + path.sep;
  // One file may have URIs of several spellings.
  const held = new Set([...own.texts.keys(), ...own.notHeld.map(({ uri }) => uri)].map((uri) => fileURLToPath(uri)));
  const missing = [...revision.texts.keys()].filter((uri) => {
    const file = fileURLToPath(uri);
    return file.startsWith(base) && !held.has(file);
  });
  const kinds = await Promise.all(missing.map((uri) => system.kindOf(fileURLToPath(uri))));
  return missing
    .filter((_, i) => kinds[i] === 'file')
    .map((uri) => ({ uri, why: '.gitignore leaves it out of the folder' }));
}

const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v\d+\r?\n/;

/** Files that have only a Git LFS pointer in their place, and files that are too large to be read. */
function notTexts(texts: ReadonlyMap<string, string>): Version['notHeld'] {
  return [...texts].flatMap(([uri, text]) => {
    if (LFS_POINTER.test(text)) return { uri, why: "a Git LFS pointer, not the file: fetch it with 'git lfs pull'" };
    if (text.length <= commandLimits.fileSize) return [];
    return { uri, why: `it is over ${commandLimits.fileSize / 1_000_000} MB` };
  });
}

function without(version: Version, left: Version['notHeld']): Gathered {
  if (left.length === 0) return version;
  const files = left.map(({ uri }) => fileURLToPath(uri));
  const isLeft = (file: string) => files.some((each) => file === each || file.startsWith(each + path.sep));
  return { ...version, texts: new Map([...version.texts].filter(([uri]) => !isLeft(fileURLToPath(uri)))) };
}
