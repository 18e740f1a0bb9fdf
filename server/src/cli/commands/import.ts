import path from 'node:path';
import { Option } from 'commander';
import type { Outcome } from '#edits/change.ts';
import { replaceRules } from '#edits/ruleEdits.ts';
import type { ImportFile } from '#formats/importFile.ts';
import { importFiles, importRules } from '#formats/importFiles.ts';
import { type Note, showNote } from '#formats/notes.ts';
import type { ImportOptions } from '#formats/readFiles.ts';
import { decodeText } from '#text/decode.ts';
import { applyEdits } from '#text/textEdit.ts';
import type { CommandModule } from '../command.ts';
import { put, sparing, write } from '../files.ts';
import { load } from '../load.ts';
import { offerVariables, type Variables } from '../options.ts';
import { uriOf } from '../paths.ts';
import { counting } from '../progress.ts';
import { EXIT, fail, type System, tell } from '../system.ts';
import { importedAt, terraformOptions } from '../terraform.ts';

interface Options {
  readonly variables: Variables;
  readonly group?: string;
  readonly id?: string;
  readonly region?: string;
  readonly output?: string;
  readonly inPlace?: string;
  readonly append?: boolean;
  readonly direction?: 'inbound' | 'outbound';
  readonly skipInvalid?: boolean;
  readonly anyPeer?: boolean;
  readonly config?: string;
}

export const define: CommandModule['define'] = (command, run, system) => {
  offerVariables(command)
    .argument(
      '<file...>',
      "a file of any format, told by its content, '-' for standard input; several answers of the API are joined; or the folder of a Terraform configuration",
    )
    .option('--group <name>', 'the one group to take, or what a group without a name is called')
    .option('--id <id>', 'the id of the group whose rules the file holds, where neither it nor its name says it')
    .addOption(
      new Option('--direction <direction>', 'the direction of rules that do not say it').choices([
        'inbound',
        'outbound',
      ]),
    )
    .option('-o, --output <file>', 'write there instead of to standard output')
    .option('--in-place <file>', 'put the rules into the group of that name in a rule file, over those that are there')
    .option('--append', 'with --in-place: before the rules that are there')
    .option('--skip-invalid', 'leave out policies that are wrong, instead of refusing the file')
    .option('--any-peer', 'read a policy without a peer as one for any and any6')
    .action((files: string[], options: Options) => run(() => importFrom(system, files, options)));
};

async function importFrom(system: System, paths: readonly string[], options: Options): Promise<number> {
  if (options.append === true && options.inPlace === undefined) return fail(system, '--append goes with --in-place.');
  if (paths.indexOf('-') !== paths.lastIndexOf('-')) return fail(system, "'-' is standard input, which is read once.");
  const files: ImportFile[] = [];
  for (const path of paths) {
    const found =
      path === '-'
        ? [{ name: 'standard input', text: decodeText(await system.input()) }]
        : await importedAt(system, path);
    if ('error' in found) return fail(system, found.error);
    files.push(...found);
  }
  const inputs = files.map(({ name }) => name);
  const refused = sparing(system, options.output, inputs);
  if (refused !== undefined) return refused;
  const terraform = await terraformOptions(system, options.variables, paths);
  if ('error' in terraform) return fail(system, terraform.error);
  const asked: ImportOptions = { ...options, ...terraform, say: counting(system, 'files read') };
  if (options.inPlace !== undefined) return overwrite(system, files, asked, options.inPlace, options);
  const imported = await importFiles(files, asked);
  if (!imported.ok) return refuse(system, imported.reasons);
  tellNotes(system, imported.notes);
  return (await put(system, imported.text, options.output)) ?? EXIT.ok;
}

/** Puts the rules of one group into a group that exists already. The rest of its file stays as it is. */
async function overwrite(
  system: System,
  files: readonly ImportFile[],
  asked: ImportOptions,
  target: string,
  { group: name, region, append, config }: Options,
): Promise<number> {
  const loaded = await load(system, [target], { config });
  if ('error' in loaded) return fail(system, loaded.error);
  const { model, files: own } = loaded.folder;
  const groups = model.groups.filter(
    (each) =>
      !each.builtin &&
      (name === undefined || each.name === name || each.id === name) &&
      (region === undefined || each.region === region),
  );
  const [group] = groups;
  if (group === undefined || groups.length > 1) {
    const count = group === undefined ? 'no' : 'more than one';
    return fail(
      system,
      `'${path.basename(target)}' has ${count} group${name === undefined ? '' : ` '${name}'`}: name one with --group.`,
    );
  }
  const imported = await importRules(files, asked);
  if (!imported.ok) return refuse(system, imported.reasons);
  tellNotes(system, imported.notes);
  const { inbound, outbound } = imported;
  const outcome: Outcome = replaceRules({ model, files: own }, group.key, {
    inbound,
    outbound,
    append: append === true,
  });
  if ('refused' in outcome) return fail(system, outcome.refused);
  for (const note of outcome.notes) tell(system, `note: ${note}`);
  const uri = uriOf(system, target);
  const before = own.get(uri)?.text ?? '';
  return (await write(system, target, applyEdits(before, outcome.edits.get(uri) ?? []), before)) ?? EXIT.ok;
}

function refuse(system: System, reasons: readonly Note[]): number {
  for (const reason of reasons) tell(system, showNote(reason));
  return EXIT.failed;
}

function tellNotes(system: System, notes: readonly Note[]): void {
  for (const note of notes) tell(system, `note: ${showNote(note)}`);
}
