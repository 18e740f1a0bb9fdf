// The open documents over the disk, cut into models: one for each folder, one for each file that says what is live, one for each file
// that lies in no folder.

import type { TextEdit } from '#text/textEdit.ts';
import { inTurn } from '#util/inTurn.ts';
import { excludeTest, type Folder, makeFolder, type SourceFile } from './folder.ts';
import type { FileRead, Host, Listing } from './host.ts';
import type { Limits } from './limits.ts';
import { noticesOf } from './notices.ts';
import {
  type Content,
  configOf,
  contentOf,
  dropFile,
  hasPlaceFor,
  isRead,
  newRoot,
  noteListing,
  putFile,
  type Root,
} from './root.ts';
import { changedFile, languageOf, sourceFile } from './sourceFile.ts';

export interface WorkspaceOptions {
  readonly host: Host;
  readonly limits: Limits;
  /** The day, `2027-03-31`, UTC. */
  today(): string;
}

export interface FileChange {
  /** Of a file, or of a folder with all that is in it. */
  readonly uri: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

/** Files that are read from the host at the same time. */
const READ_AT_ONCE = 16;

export class Workspace {
  readonly #options: WorkspaceOptions;
  readonly #folders = new Map<string, Root>();
  /** Each a root of its own. */
  readonly #loneFiles = new Map<string, Root>();
  readonly #open = new Map<string, string>();
  /** One reading after the other: what was read first must not be taken over last. */
  readonly #inTurn = inTurn();

  constructor(options: WorkspaceOptions) {
    this.#options = options;
  }

  /** Lists and reads a folder. `progress` is told how many files of how many are read. */
  async addFolder(uri: string, progress?: (read: number, all: number) => void): Promise<void> {
    const root = newRoot(withoutSlash(uri));
    if (this.#folders.has(root.uri)) return;
    this.#folders.set(root.uri, root);
    this.#moveFiles();
    await this.#inTurn(async () => {
      const { uris, complete } = await this.#list(root);
      const own = uris.filter((file) => this.#rootOf(file) === root && isRead(root, file));
      await this.#readInto(root, own.sort(), complete, progress);
    });
  }

  /** A folder around it, which left its files to it, reads them now. */
  async removeFolder(uri: string): Promise<void> {
    this.#folders.delete(withoutSlash(uri));
    this.#moveFiles();
    const around = this.#rootOf(`${withoutSlash(uri)}/`);
    if (around === undefined) return;
    await this.#inTurn(async () => {
      if (this.#folders.get(around.uri) === around) await this.#readNew(around, await this.#list(around));
    });
  }

  /**
   * A document's text from now on wins over the disk's. A file that lies in no folder becomes a model of its own; its language
   * is asked for where its name does not tell it.
   */
  open(uri: string, text: string, language: 'sg' | 'json' = 'sg'): void {
    this.#open.set(uri, text);
    let root = this.#rootOf(uri);
    if (root === undefined) {
      root = newRoot(uri);
      this.#loneFiles.set(uri, root);
    }
    this.#put(root, uri, { text }, undefined, language);
    this.#cutAnew(root, uri);
  }

  /** What the settings leave out is looked at as long as it is open. */
  #cutAnew(root: Root, uri: string): void {
    if (excludeTest(root.uri, configOf(root).settings)(uri)) root.folder = undefined;
  }

  /** `edits`, where they are known, lead from the old text to `text`; only what they touch is parsed again. */
  changeText(uri: string, text: string, edits?: readonly TextEdit[]): void {
    const root = this.#rootOf(uri);
    if (root === undefined) {
      this.open(uri, text);
      return;
    }
    this.#open.set(uri, text);
    this.#put(root, uri, { text }, edits);
  }

  /** Back to what the disk says. */
  async close(uri: string): Promise<void> {
    this.#open.delete(uri);
    if (this.#loneFiles.delete(uri)) return;
    await this.#inTurn(async () => {
      const root = this.#rootOf(uri);
      if (root === undefined) return;
      this.#cutAnew(root, uri);
      // It may have been made since, or be one that is left out as long as it is not looked at.
      if (!root.listed.has(uri)) await this.#list(root);
      if (root.listed.has(uri)) await this.#readAgain(root, [uri]);
      else if (!this.#open.has(uri)) dropFile(this.#rootOf(uri) ?? root, uri);
    });
  }

  isOpen(uri: string): boolean {
    return this.#open.has(uri);
  }

  /** Files that were created, changed or deleted outside. Open ones keep their text. */
  filesChanged(changes: readonly FileChange[]): Promise<void> {
    return this.#inTurn(() => this.#takeIn(changes));
  }

  async #takeIn(changes: readonly FileChange[]): Promise<void> {
    const listed = new Set<Root>();
    for (const change of changes) {
      const { kind } = change;
      const uri = withoutSlash(change.uri);
      for (const root of this.#foldersAbout(uri)) {
        if (kind === 'deleted') {
          this.#dropIn(root, uri);
          // Of the folder itself that is said, as when it is opened.
          if (!uri.startsWith(`${root.uri}/`)) await this.#readNew(root, await this.#list(root));
          continue;
        }
        const isKnown = root.files.has(uri);
        if (isKnown && !this.#open.has(uri)) await this.#readAgain(root, [uri]);
        if ((isKnown && !root.unlisted.has(root.uri)) || listed.has(root)) continue;
        listed.add(root);
        await this.#readNew(root, await this.#list(root));
      }
    }
  }

  #dropIn(root: Root, uri: string): void {
    for (const known of [...root.files.keys()]) {
      if ((known === uri || known.startsWith(`${uri}/`)) && !this.#open.has(known)) dropFile(root, known);
    }
  }

  /** Whether it is a folder of the workspace, or files in it were read, those that the settings leave out too. */
  isFolderOfOurs(uri: string): boolean {
    return this.#foldersAbout(uri).some(
      (root) =>
        `${root.uri}/`.startsWith(`${uri}/`) || [...root.files.keys()].some((each) => each.startsWith(`${uri}/`)),
    );
  }

  /** The folder that a file or folder lies in, and those that lie in it. */
  #foldersAbout(uri: string): readonly Root[] {
    const around = this.#rootOf(uri);
    return [...this.#folders.values()].filter(
      (root) => root === around || root.uri === uri || root.uri.startsWith(`${uri}/`),
    );
  }

  /**
   * Brings what is not open up to what the host holds now, and answers whether anything of it was otherwise. `uris`: only these files.
   * Files whose stamps are the same are not read.
   */
  lookAgain(uris?: readonly string[]): Promise<boolean> {
    return this.#inTurn(() => this.#look(uris));
  }

  async #look(uris: readonly string[] | undefined): Promise<boolean> {
    const before = this.#closedFiles();
    for (const root of this.#folders.values()) {
      if (uris === undefined) {
        const listing = await this.#options.host.relist?.(root.uri);
        if (listing !== undefined) {
          noteListing(root, listing);
          for (const uri of root.files.keys()) {
            if (!root.listed.has(uri) && !this.#open.has(uri)) dropFile(root, uri);
          }
          await this.#readNew(root, listing);
        }
      }
      const known = [...root.files.keys()];
      const asked = uris?.filter((uri) => root.files.has(uri)) ?? known;
      await this.#readAgain(
        root,
        await this.#changedSince(
          root,
          asked.filter((uri) => !this.#open.has(uri)),
        ),
      );
    }
    const after = this.#closedFiles();
    return before.size !== after.size || [...before].some((file) => !after.has(file));
  }

  #closedFiles(): ReadonlySet<SourceFile> {
    const all = [...this.#folders.values()].flatMap(({ files }) => [...files.values()]);
    return new Set(all.filter(({ uri }) => !this.#open.has(uri)));
  }

  /** Those of some files that the host may hold something else of by now. */
  async #changedSince(root: Root, uris: readonly string[]): Promise<readonly string[]> {
    if (uris.length === 0) return uris;
    const stamps = await this.#options.host.stamps?.(uris);
    return uris.filter((uri, i) => stamps?.[i] === undefined || stamps[i] !== root.stamps.get(uri));
  }

  /** The models, folders in the order in which they were added, each with its live files behind it and those that it leaves out, lone files after them. */
  folders(): readonly Folder[] {
    return [...this.#folders.values(), ...this.#loneFiles.values()].flatMap((root) => {
      const folder = this.#folder(root);
      return [folder, ...folder.live, ...folder.apart];
    });
  }

  /** The model that a file belongs to: of folders within each other the innermost. */
  folderOf(uri: string): Folder | undefined {
    const folder = this.ruleFolderOf(uri);
    return folder?.live.find(({ root }) => root === uri) ?? folder;
  }

  /** The same, but for a file that says what is live the model of the folder that it is beside. */
  ruleFolderOf(uri: string): Folder | undefined {
    const root = this.#rootOf(uri);
    const folder = root === undefined ? undefined : this.#folder(root);
    return folder?.apart.find((each) => each.root === uri) ?? folder;
  }

  #rootOf(uri: string): Root | undefined {
    let found: Root | undefined;
    for (const root of this.#folders.values()) {
      if (uri.startsWith(`${root.uri}/`) && root.uri.length > (found?.uri.length ?? -1)) found = root;
    }
    return found ?? this.#loneFiles.get(uri);
  }

  /** Moves files to the roots that they belong to after a folder came or went. */
  #moveFiles(): void {
    const homeless = [...this.#open.keys()].filter((uri) => this.#rootOf(uri) === undefined);
    for (const uri of homeless) this.#loneFiles.set(uri, newRoot(uri));
    for (const root of [...this.#folders.values(), ...this.#loneFiles.values()]) {
      for (const [uri, file] of root.files) {
        const owner = this.#rootOf(uri);
        if (owner === root || owner === undefined) continue;
        dropFile(root, uri);
        if (hasPlaceFor(owner, uri)) putFile(owner, file);
      }
    }
    for (const uri of this.#loneFiles.keys()) {
      if (this.#rootOf(uri)?.uri !== uri) this.#loneFiles.delete(uri);
    }
    for (const [uri, text] of this.#open) {
      const root = this.#rootOf(uri);
      if (root !== undefined) this.#put(root, uri, { text });
    }
  }

  async #readInto(
    root: Root,
    uris: readonly string[],
    complete: boolean,
    progress?: (read: number, all: number) => void,
  ): Promise<void> {
    const { files: most } = this.#options.limits;
    const room = Math.max(0, most - root.files.size);
    const taken = uris.slice(0, room);
    const all = complete && taken.length === uris.length;
    if (all !== root.complete) root.folder = undefined;
    root.complete = all;
    const files: SourceFile[] = [];
    for (const [uri, read] of await this.#readAll(taken, progress)) {
      // What was opened, or moved to another folder, while the host was reading is newer.
      if (this.#rootOf(uri) !== root || root.files.has(uri)) continue;
      const language = languageOf(uri);
      const content = contentOf(root, uri, read);
      if (content === undefined || language === undefined) continue;
      files.push(sourceFile({ uri, ...content, language, sizeLimit: this.#options.limits.fileSize }));
    }
    if (files.length > 0) putFile(root, ...files);
  }

  /** Reads what a listing has and the root has not. */
  async #readNew(root: Root, { uris, complete }: Listing): Promise<void> {
    const isNew = (uri: string): boolean => !root.files.has(uri) && this.#rootOf(uri) === root && isRead(root, uri);
    const added = uris.filter(isNew);
    if (added.length > 0 || complete !== root.complete) await this.#readInto(root, added.sort(), complete);
  }

  async #readAll(
    uris: readonly string[],
    progress?: (read: number, all: number) => void,
  ): Promise<readonly (readonly [uri: string, read: FileRead])[]> {
    const found: (readonly [string, FileRead])[] = [];
    for (let from = 0; from < uris.length; from += READ_AT_ONCE) {
      const batch = uris.slice(from, from + READ_AT_ONCE);
      const read = async (uri: string) => [uri, await this.#options.host.read(uri)] as const;
      found.push(...(await Promise.all(batch.map(read))));
      progress?.(Math.min(from + READ_AT_ONCE, uris.length), uris.length);
    }
    return found;
  }

  /** Only the host knows what is left out, and what a new folder holds. */
  async #list(root: Root): ReturnType<Host['list']> {
    const found = await this.#options.host.list(root.uri);
    noteListing(root, found);
    return found;
  }

  /**
   * Takes over what the host holds of files now. What it cannot read, it had better not show any more. A file that moved to another folder
   * meanwhile went there as it was before.
   */
  async #readAgain(root: Root, uris: readonly string[]): Promise<void> {
    for (const uri of uris) if (!isRead(root, uri)) dropFile(root, uri);
    for (const [uri, read] of await this.#readAll(uris.filter((each) => isRead(root, each)))) {
      const owner = this.#rootOf(uri);
      if (this.#open.has(uri) || owner === undefined) continue;
      const content = contentOf(owner, uri, read);
      if (content === undefined) dropFile(owner, uri);
      else this.#put(owner, uri, content);
    }
  }

  #put(
    root: Root,
    uri: string,
    { text, readAs, why }: Content,
    edits?: readonly TextEdit[],
    language: 'sg' | 'json' = 'sg',
  ): void {
    const before = root.files.get(uri);
    const { fileSize: sizeLimit } = this.#options.limits;
    // A `secgroup.json` further down says nothing.
    if (!hasPlaceFor(root, uri)) return;
    const file =
      before === undefined
        ? sourceFile({ uri, text, readAs, why, language: languageOf(uri) ?? language, sizeLimit })
        : changedFile(before, text, sizeLimit, { edits, readAs, why });
    if (file !== before) putFile(root, file);
  }

  #folder(root: Root): Folder {
    const today = this.#options.today();
    if (root.folder?.today !== today) {
      const { files, complete, unlisted, last } = root;
      root.folder = makeFolder({
        root: root.uri,
        files,
        config: configOf(root),
        today,
        leftOut: noticesOf({ files: files.values(), limits: this.#options.limits, complete, unread: unlisted }),
        last,
        isOpen: (uri) => this.isOpen(uri),
        isNamed: () => false,
      });
    }
    return root.folder;
  }
}

function withoutSlash(uri: string): string {
  return uri.endsWith('/') ? uri.slice(0, -1) : uri;
}
