import { Option } from 'commander';
import { diff, type PacketChange } from '#engine/diff.ts';
import { decode } from '#text/decode.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { commandLimits } from '#workspace/workspace.ts';
import type { CommandModule } from '../command.ts';
import { filesOfRevision } from '../git.ts';
import { type Loaded, load, noRegion } from '../load.ts';
import { uriOf } from '../paths.ts';
import { reportDiff } from '../reporters/diff.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'markdown';
  readonly region?: string;
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  command
    .argument('<old>', 'a folder, a file or a git revision (HEAD, main:rules/)')
    .argument('<new>', 'the same for what is to be')
    .addOption(new Option('--format <name>').choices(['text', 'json', 'sarif', 'github', 'markdown']).default('text'))
    .action((before: string, after: string, options: Options) => run(() => diffOf(system, before, after, options)));
};

async function diffOf(system: System, before: string, after: string, options: Options): Promise<number> {
  const old = await loadVersion(system, before, after, options);
  if (old.error !== undefined) return fail(system, old.error);
  const now = await loadVersion(system, after, before, options);
  if (now.error !== undefined) return fail(system, now.error);
  const { region } = options;
  const both = [old.snapshot, now.snapshot];
  if (region !== undefined && !both.some(({ model }) => model.regions.has(region)))
    return fail(system, noRegion(region, both));
  const { changes, complete } = diff(old.snapshot.model, now.snapshot.model);
  if (!complete) return fail(system, 'The lists are too large to be compared: compare parts of the files.');
  const shown = region === undefined ? changes : changes.filter((change) => isOf(change, region, both));
  system.out(await reportDiff(system, now.snapshot, shown, options));
  return shown.length === 0 ? EXIT.ok : EXIT.found;
}

function isOf({ owner }: PacketChange, region: string, snapshots: readonly Snapshot[]): boolean {
  return snapshots.some(({ model }) => model.entities.get(owner.key)?.region === region);
}

/** A path that is there, else a revision: of the other side's path, if that is one, else of the working folder. */
async function loadVersion(
  system: System,
  text: string,
  other: string,
  options: { readonly config?: string },
): Promise<Loaded> {
  if ((await system.kindOf(text)) !== undefined) return load(system, [text], options);
  const within = (await system.kindOf(other)) === undefined ? undefined : other;
  const found = await filesOfRevision(system.git, text, within);
  if (found === undefined) return { error: `'${text}' is neither a file or folder nor a git revision.` };
  if ('error' in found) return { error: `'${text}' cannot be read: ${found.error}` };
  const files = found.files.map(({ name, bytes }) => ({ uri: uriOf(system, name), ...decode(bytes) }));
  const texts = new Map(files.map(({ uri, text }) => [uri, text]));
  const readAs = new Map(
    files.flatMap((file) => (file.readAs === undefined ? [] : [[file.uri, file.readAs] as const])),
  );
  return {
    snapshot: loadFiles({ root: uriOf(system, system.cwd), texts, readAs, today: system.today, limits: commandLimits }),
  };
}
