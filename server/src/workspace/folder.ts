// One workspace folder at one moment: its files, what they mean together, its settings. It never changes: a change makes a new `Folder`
// that shares with the old one whatever means the same, so whoever still reads the old one reads a consistent whole.

import { commonKeys } from '#diagnostics/commonKeys.ts';
import type { Settings } from '#diagnostics/settings.ts';
import { type SharedNames, sharedNames } from '#diagnostics/sharedNames.ts';
import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import type { ReadAs } from '#text/decode.ts';
import type { LineIndex } from '#text/lineIndex.ts';
import type { Config } from './config.ts';
import { excludes, parsePattern } from './glob.ts';
import { type Notice, noticeTexts } from './notices.ts';
import { notJudged } from './notJudged.ts';

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
  /** The files that the settings leave out and that are open all the same: each is judged for itself, as a lone file is. */
  readonly apart: readonly Folder[];
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

export interface FolderParts {
  readonly root: string;
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly config: Config;
  readonly today: string;
  readonly leftOut: readonly Notice[];
  readonly last: Last;
  isOpen(uri: string): boolean;
  /** Whether a file is looked at though the settings leave it out, for somebody named it or its folder. */
  isNamed(uri: string): boolean;
}

/** What was made for the same root before: the next `Folder` shares with it. */
export interface Last {
  model?: Model;
  readonly shared: SharedNames;
  /** Of each file that is judged for itself, by its URI. */
  readonly own: Map<string, { readonly folder: Folder; readonly last: Last }>;
}

export function newLast(): Last {
  return { shared: sharedNames(commonKeys), own: new Map() };
}

export function makeFolder(parts: FolderParts): Folder {
  const { root, config, last } = parts;
  const isLeftOut = excludeTest(root, config.settings);
  const saysWhatIsLive = liveTest(root, config.settings);
  const files = new Map<string, SourceFile>();
  const live: SourceFile[] = [];
  const apart: SourceFile[] = [];
  for (const [uri, file] of parts.files) {
    const isRuleFile = file.language !== 'config';
    if (isRuleFile && isLeftOut(uri) && !parts.isNamed(uri)) {
      if (parts.isOpen(uri)) apart.push(file);
    } else if (isRuleFile && saysWhatIsLive(uri)) live.push(file);
    else files.set(uri, file);
  }
  const own = new Set([...live, ...apart].map(({ uri }) => uri));
  for (const uri of last.own.keys()) if (!own.has(uri)) last.own.delete(uri);
  return joined(
    { ...parts, files },
    {
      live: live.map((file) => ownFolder(file, parts, true)),
      isLive: false,
      apart: apart.map((file) => ownFolder(file, parts, false)),
    },
  );
}

/** Whether a file says what is live, by its URI. What is a root of its own is judged for itself as it is. */
export function liveTest(root: string, { live }: Settings): (uri: string) => boolean {
  return pathTest(root, live);
}

/** Whether the settings leave a file out, by its URI. */
export function excludeTest(root: string, { files }: Settings): (uri: string) => boolean {
  return pathTest(root, files.exclude);
}

function pathTest(root: string, texts: readonly string[]): (uri: string) => boolean {
  const patterns = texts.flatMap((text) => parsePattern(text) ?? []);
  return (uri) => patterns.length > 0 && uri !== root && excludes(patterns, pathWithin(root, uri));
}

/** The same one as before as long as nothing about it changed. */
function ownFolder(file: SourceFile, { config, today, last }: FolderParts, isLive: boolean): Folder {
  const known = last.own.get(file.uri);
  const before = known?.folder;
  const isSame = before?.files.get(file.uri) === file && before.config === config && before.today === today;
  if (isSame && before.isLive === isLive) return before;
  const own = known?.last ?? newLast();
  const files = new Map([[file.uri, file]]);
  const parts = { root: file.uri, files, config, today, leftOut: [], last: own };
  const folder = joined(parts, { live: [], isLive, apart: [] });
  last.own.set(file.uri, { folder, last: own });
  return folder;
}

/** The same folder with other files in the place of its own. What they share with them is not bound again. */
export function withFiles(folder: Folder, files: ReadonlyMap<string, SourceFile>): Folder {
  const { root, config, today, leftOut, live, isLive, apart, model, shared } = folder;
  return joined(
    { root, files, config, today, leftOut, last: { ...newLast(), model, shared } },
    { live, isLive, apart },
  );
}

/** All files as one model. */
function joined(
  { root, files, config, today, leftOut, last }: Omit<FolderParts, 'isOpen' | 'isNamed'>,
  side: Pick<Folder, 'live' | 'isLive' | 'apart'>,
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
  readonly apart: Folder['apart'];
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
    this.apart = parts.apart;
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

function pathWithin(root: string, uri: string): string {
  const path = uri.startsWith(`${root}/`) ? uri.slice(root.length + 1) : uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
