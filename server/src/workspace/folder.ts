// One workspace folder at one moment: its files, what they mean together, its settings. It never changes: a change makes a new `Folder`
// that shares with the old one whatever means the same, so whoever still reads the old one reads a consistent whole.

import { type CheckedBlock, checkingFile, type Depth } from '#diagnostics/check.ts';
import type { Code, Severity } from '#diagnostics/codes.ts';
import { commonKeys } from '#diagnostics/commonKeys.ts';
import type { Diagnostic } from '#diagnostics/diagnostic.ts';
import { tooLargeExpectations } from '#diagnostics/expectation.ts';
import type { Fix } from '#diagnostics/fix.ts';
import { fixesOf, safeFixes } from '#diagnostics/fixes.ts';
import { judgingMachines, lastSaidOfMachines, MACHINES_CODES, waitsForMachines } from '#diagnostics/runner.ts';
import { type Settings, severityOf } from '#diagnostics/settings.ts';
import { type SharedNames, sharedNames } from '#diagnostics/sharedNames.ts';
import { ignoresAny } from '#diagnostics/unusedIgnore.ts';
import { verdictsOf } from '#diagnostics/verdicts.ts';
import { MAX_POLICIES, MAX_SQUARES } from '#engine/list/board.ts';
import { bind } from '#model/bind.ts';
import type { Model, Source } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type { PolicyList } from '#model/policy.ts';
import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import type { ReadAs } from '#text/decode.ts';
import type { LineIndex } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { plural, t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import { finish, type Steps } from '#util/steps.ts';
import type { BlockDiagnostics } from './blockDiagnostics.ts';
import type { Config } from './config.ts';
import { withFileFault } from './fileFault.ts';
import { excludes, parsePattern } from './glob.ts';
import { type Notice, noticeTexts } from './notices.ts';

/** One file at one moment. */
export interface SourceFile {
  readonly uri: string;
  readonly text: string;
  /** `config` is `secgroup.json`, which has no tree. */
  readonly language: 'sg' | 'json' | 'config';
  readonly tree: ast.File;
  /** Made when first asked for. */
  readonly lineIndex: LineIndex;
  /** Past the size limit: only its grammar is looked at, and it is no part of the model. */
  readonly syntaxOnly: boolean;
  /** Absent where the bytes are UTF-8, or UTF-16 with a mark, and where the text came from an editor. */
  readonly readAs?: ReadAs;
  /** Why nothing could be read at all. */
  readonly why?: string;
  /** Of a file whose text is that of other files, of other formats, one behind the other: these, in the order of their starts. */
  readonly parts?: readonly FilePart[];
  /** A message about such files without what they mark as sensitive. */
  readonly said?: (message: string) => string;
}

/** A file of another format as it lies on the disk. */
export interface FilePart {
  readonly uri: string;
  readonly text: string;
  /** Where it begins in the text of all. */
  readonly start: number;
}

export interface Folder {
  /** The folder's URI without a slash at its end; of a lone file, the file's. */
  readonly root: string;
  /** All files by their URI, in the order of the URIs; `secgroup.json` among them where the folder has one. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** The files of the folder that say what is live, each judged for itself: they are none of `files`, and no part of the model. */
  readonly live: readonly Folder[];
  /** Whether it is one of those. */
  readonly isLive: boolean;
  /** Bound when first asked for. */
  readonly model: Model;
  readonly config: Config;
  /** The configuration's. */
  readonly settings: Settings;
  /** The day that `until` is compared with, `2027-03-31`, UTC. */
  readonly today: string;
  /** What its blocks have in common, kept from one state of the folder to the next. */
  readonly shared: SharedNames;
  /** What a limit left out, in words, for the status and the report. */
  readonly notices: readonly string[];
  /** Files that are no part of the model, though they are of the folder. */
  readonly leftOut: readonly Notice[];
}

export interface PlacedRelated extends Range {
  readonly uri: string;
  readonly message: string;
}

/** A finding with offsets of its file. */
export interface PlacedDiagnostic extends Range {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** Fades the text. */
  readonly unnecessary: boolean;
  readonly related: readonly PlacedRelated[];
}

/** Everything to be said about a file, ordered by place. Nothing for a URI that is no file of the folder. */
export function diagnosticsOf(folder: Folder, uri: string): readonly PlacedDiagnostic[] {
  return blockDiagnosticsOf(folder, uri)
    .flatMap(({ start, diagnostics }) => diagnostics.map((diagnostic) => place(folder, diagnostic, start)))
    .sort((a, b) => a.start - b.start);
}

/** The same of a range, its ends included, as it was found last where it follows from all machines. */
export function diagnosticsAt(folder: Folder, uri: string, range: Range): readonly PlacedDiagnostic[] {
  return blockDiagnosticsOf(folder, uri, 'quick')
    .flatMap(({ start: by, diagnostics }) =>
      diagnostics
        .filter(({ start, end }) => by + start <= range.end && by + end >= range.start)
        .map((diagnostic) => place(folder, diagnostic, by)),
    )
    .sort((a, b) => a.start - b.start);
}

/**
 * The same by blocks, for whoever keeps results of untouched blocks. Blocks without findings are left out. A `quick` answer takes
 * what follows from all machines of the model (expectations, for one) as it was the last time; `judgeMachines` makes up for it.
 */
export function blockDiagnosticsOf(folder: Folder, uri: string, depth: Depth = 'full'): readonly BlockDiagnostics[] {
  const file = folder.files.get(uri);
  if (file === undefined) return [];
  if (file.language === 'config') {
    const diagnostics = configDiagnostics(folder.config);
    return withFileFault(folder, file, diagnostics.length === 0 ? [] : [{ start: 0, diagnostics }]);
  }
  const blocks = checked(folder, file, depth).map(({ placed, diagnostics }) => ({
    start: placed.start,
    diagnostics,
  }));
  return withFileFault(folder, file, blocks);
}

/** Finds in steps what `blockDiagnosticsOf` says of a file, which is quick from then on. */
export function* judgingFile(folder: Folder, uri: string, depth: Depth): Steps<void> {
  const file = folder.files.get(uri);
  if (file !== undefined && file.language !== 'config') yield* checking(folder, file, depth);
}

/**
 * Judges what quick answers left as it was, a little at each step, so that others can come in between. Returns the files about which
 * something else is to be said than a quick answer did.
 */
export function* judgeMachines(folder: Folder): Steps<readonly string[]> {
  const { files, model, settings } = folder;
  const changed: string[] = [];
  let waited = false;
  const inModel = [...files.values()].filter(({ language, syntaxOnly }) => language !== 'config' && !syntaxOnly);
  for (const { uri, tree } of inModel) {
    let differs = false;
    for (const { block } of tree.blocks) {
      if (!waitsForMachines(model, settings, block)) continue;
      const before = lastSaidOfMachines(model, settings, block);
      if ((yield* judgingMachines(model, settings, block)) !== before) differs = true;
      waited = true;
      yield;
    }
    if (differs) changed.push(uri);
  }
  if (!waited) return changed;
  // Only now it is sure which comments about such findings are of no use.
  const unsure = inModel.filter(({ tree }) => ignoresAny(tree, MACHINES_CODES)).map(({ uri }) => uri);
  return [...new Set([...changed, ...unsure])];
}

/** Where related information stands now, in offsets of its file. */
function placeOf(folder: Folder, { uri, block }: Source, { start, end }: Range): Range {
  const tree = folder.files.get(uri)?.tree;
  const by = tree === undefined ? 0 : (startOf(tree, block) ?? 0);
  return { start: start + by, end: end + by };
}

export interface OfferedFix {
  readonly diagnostic: PlacedDiagnostic;
  /** Its edits are the file's. */
  readonly fix: Fix;
}

/** The quick fixes for what is reported in a range of a file, its ends included. */
export function fixesAt(folder: Folder, uri: string, range: Range): readonly OfferedFix[] {
  const file = folder.files.get(uri);
  if (file === undefined || file.language === 'config' || file.syntaxOnly) return [];
  const { language, text } = file;
  const offered: OfferedFix[] = [];
  // What follows from all machines is taken as it was found last.
  for (const { placed, diagnostics } of checked(folder, file, 'quick')) {
    for (const diagnostic of diagnostics) {
      if (placed.start + diagnostic.start > range.end || placed.start + diagnostic.end < range.start) continue;
      for (const fix of fixesOf({ model: folder.model, language, text, placed }, diagnostic)) {
        offered.push({ diagnostic: place(folder, diagnostic, placed.start), fix });
      }
    }
  }
  return offered;
}

/** Every fix of a file that changes no packet's fate, as one; rules without effect go only where they can go together. */
export function fixAll(folder: Folder, uri: string): readonly TextEdit[] {
  const file = folder.files.get(uri);
  if (file === undefined || file.language === 'config' || file.syntaxOnly || file.parts !== undefined) return [];
  const { language, text } = file;
  return checked(folder, file).flatMap(({ placed, diagnostics }) =>
    safeFixes({ model: folder.model, language, text, placed }, diagnostics),
  );
}

function place(folder: Folder, diagnostic: Diagnostic, by: number): PlacedDiagnostic {
  const related = diagnostic.related.map(({ source, message, ...at }) => ({
    uri: source.uri,
    ...placeOf(folder, source, at),
    message,
  }));
  return { ...diagnostic, start: diagnostic.start + by, end: diagnostic.end + by, related };
}

/** What was judged as a whole, by file. */
const checks = memoOf((_: Folder) => new Map<string, readonly CheckedBlock[]>());

function checked(folder: Folder, file: SourceFile, depth: Depth = 'full'): readonly CheckedBlock[] {
  return finish(checking(folder, file, depth));
}

function* checking(folder: Folder, file: SourceFile, depth: Depth): Steps<readonly CheckedBlock[]> {
  const byFile = checks(folder);
  const known = byFile.get(file.uri);
  if (known !== undefined) return known;
  const found = yield* checkingFile(folder, file, depth);
  if (depth === 'full') byFile.set(file.uri, found);
  return found;
}

const configDiagnostics = memoOf((config: Config): readonly Diagnostic[] => gradedProblems(config));

function gradedProblems({ settings, problems }: Config): readonly Diagnostic[] {
  const severity = severityOf(settings, 'config-error');
  if (severity === 'off') return [];
  return problems.map(({ start, end, message }) => ({
    code: 'config-error',
    severity,
    start,
    end,
    message,
    related: [],
    unnecessary: false,
  }));
}

export interface FolderParts {
  readonly root: string;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly config: Config;
  readonly today: string;
  readonly leftOut: readonly Notice[];
  readonly last: Last;
}

/** What was made for the same root before: the next `Folder` shares with it. */
export interface Last {
  model?: Model;
  readonly shared: SharedNames;
  /** Of each live file, by its URI. */
  readonly live: Map<string, { readonly folder: Folder; readonly last: Last }>;
}

export function newLast(): Last {
  return { shared: sharedNames(commonKeys), live: new Map() };
}

export function makeFolder(parts: FolderParts): Folder {
  const { root, config, last } = parts;
  const excluded = config.settings.files.exclude.flatMap((text) => parsePattern(text) ?? []);
  const saysWhatIsLive = liveTest(root, config.settings);
  const files = new Map<string, SourceFile>();
  const live: SourceFile[] = [];
  for (const [uri, file] of parts.files) {
    const isRuleFile = file.language !== 'config';
    if (isRuleFile && excluded.length > 0 && excludes(excluded, pathWithin(root, uri))) continue;
    if (isRuleFile && saysWhatIsLive(uri)) live.push(file);
    else files.set(uri, file);
  }
  const liveUris = new Set(live.map(({ uri }) => uri));
  for (const uri of last.live.keys()) if (!liveUris.has(uri)) last.live.delete(uri);
  const sides = live.map((file) => liveFolder(file, parts));
  return joined({ ...parts, files }, { live: sides, isLive: false });
}

/** Whether a file says what is live, by its URI. What is a root of its own is judged for itself as it is. */
export function liveTest(root: string, { live }: Settings): (uri: string) => boolean {
  const patterns = live.flatMap((text) => parsePattern(text) ?? []);
  return (uri) => patterns.length > 0 && uri !== root && excludes(patterns, pathWithin(root, uri));
}

/** The same one as before as long as nothing about it changed. */
function liveFolder(file: SourceFile, { config, today, last }: FolderParts): Folder {
  const known = last.live.get(file.uri);
  const before = known?.folder;
  if (before?.files.get(file.uri) === file && before.config === config && before.today === today) return before;
  const own = known?.last ?? newLast();
  const files = new Map([[file.uri, file]]);
  const folder = joined({ root: file.uri, files, config, today, leftOut: [], last: own }, { live: [], isLive: true });
  last.live.set(file.uri, { folder, last: own });
  return folder;
}

/** The same folder with other files in the place of its own. What they share with them is not bound again. */
export function withFiles(folder: Folder, files: ReadonlyMap<string, SourceFile>): Folder {
  const { root, config, today, leftOut, live, isLive, model, shared } = folder;
  return joined({ root, files, config, today, leftOut, last: { ...newLast(), model, shared } }, { live, isLive });
}

/** All files as one model. */
function joined(
  { root, files, config, today, leftOut, last }: FolderParts,
  side: Pick<Folder, 'live' | 'isLive'>,
): Folder {
  return new LoadedFolder(
    { root, files, ...side, config, settings: config.settings, today, shared: last.shared, leftOut },
    last,
  );
}

/** A class, so that all folders share the getters, as `LoadedFile` says. */
class LoadedFolder implements Folder {
  readonly root: string;
  readonly files: Folder['files'];
  readonly live: Folder['live'];
  readonly isLive: boolean;
  readonly config: Config;
  readonly settings: Settings;
  readonly today: string;
  readonly shared: SharedNames;
  readonly leftOut: readonly Notice[];
  readonly #last: Last;
  #model: Model | undefined;

  constructor(parts: Omit<Folder, 'model' | 'notices'>, last: Last) {
    this.root = parts.root;
    this.files = parts.files;
    this.live = parts.live;
    this.isLive = parts.isLive;
    this.config = parts.config;
    this.settings = parts.settings;
    this.today = parts.today;
    this.shared = parts.shared;
    this.leftOut = parts.leftOut;
    this.#last = last;
  }

  get notices(): readonly string[] {
    return [...noticeTexts(this.leftOut), ...notJudged(this.model)];
  }

  get model(): Model {
    if (this.#model === undefined) {
      const files = [...this.files.values()].filter(({ language, syntaxOnly }) => language !== 'config' && !syntaxOnly);
      this.#model = bind(
        files.map(({ uri, tree }) => ({ uri, tree })),
        this.#last.model,
      );
      this.#last.model = this.#model;
    }
    return this.#model;
  }
}

/** A list of fewer policies than this is never too large to be judged: only longer ones are looked at. */
const ALWAYS_JUDGED = 1000;

function notJudged(model: Model): string[] {
  const expectations = tooLargeExpectations(model);
  return expectations === 0
    ? listsNotJudged(model)
    : [
        ...listsNotJudged(model),
        plural(
          expectations,
          'One expectation covers too many kinds of packets to be judged: split it.',
          '{0} expectations cover too many kinds of packets to be judged: split them, or name fewer addresses.',
        ),
      ];
}

function listsNotJudged(model: Model): string[] {
  return [...model.groups, ...model.acls].flatMap((owner) =>
    [owner.inbound, owner.outbound].flatMap((list) => {
      if (list.policies.length < ALWAYS_JUDGED) return [];
      const tooLarge = verdictsOf(owner, list).some(
        (verdict) => verdict.kind === 'unknown' && verdict.reason === 'too-large',
      );
      return tooLarge ? [tooLargeWords(owner.name, list)] : [];
    }),
  );
}

function tooLargeWords(name: string, { direction, policies }: PolicyList): string {
  const [count, word] = [policies.length.toLocaleString('en'), directionWord(direction)];
  return policies.length > MAX_POLICIES
    ? t(
        "The {0} list of '{2}' has {1} policies: shadowed and redundant ones are looked for in up to {3}.",
        count,
        word,
        name,
        MAX_POLICIES.toLocaleString('en'),
      )
    : t(
        "The {0} {1} policies of '{2}' differ too much for shadowed and redundant ones to be looked for: addresses times services are over {3}.",
        count,
        word,
        name,
        MAX_SQUARES.toLocaleString('en'),
      );
}

function pathWithin(root: string, uri: string): string {
  const path = uri.startsWith(`${root}/`) ? uri.slice(root.length + 1) : uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
