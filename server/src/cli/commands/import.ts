import path from 'node:path';
import { Option } from 'commander';
import type { Outcome } from '#edits/change.ts';
import { replaceRules } from '#edits/ruleEdits.ts';
import type { ImportFile } from '#formats/importFile.ts';
import { importFiles, importRules } from '#formats/importFiles.ts';
import type { Note } from '#formats/notes.ts';
import type { ImportOptions } from '#formats/readFiles.ts';
import { decodeText } from '#text/decode.ts';
import { applyEdits } from '#text/textEdit.ts';
import type { CommandModule } from '../command.ts';
import { load } from '../load.ts';
import { uriOf } from '../paths.ts';
import { counting } from '../progress.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';
import { configurationIn, terraformOptions, type Variables, withVariables } from '../terraform.ts';

interface Options {
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
  const variables = withVariables(command);
  command
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
    .action((files: string[], options: Options) => run(() => importFrom(system, files, variables, options)));
};

async function importFrom(
  system: System,
  paths: readonly string[],
  variables: Variables,
  options: Options,
): Promise<number> {
  if (options.append === true && options.inPlace === undefined) return fail(system, '--append goes with --in-place.');
  if (paths.indexOf('-') !== paths.lastIndexOf('-')) return fail(system, "'-' is standard input, which is read once.");
  const files: ImportFile[] = [];
  for (const file of paths) {
    if (file !== '-' && (await system.kindOf(file)) === 'folder') {
      const found = await configurationIn(system, file);
      if ('error' in found) return fail(system, found.error);
      files.push(...found);
      continue;
    }
    const read = file === '-' ? { bytes: await system.input() } : await system.readBytes(file);
    if ('error' in read) return fail(system, `'${file}' cannot be read. ${read.error}`);
    files.push({ name: file === '-' ? 'standard input' : file, text: decodeText(read.bytes) });
  }
  const terraform = await terraformOptions(system, variables, paths);
  if ('error' in terraform) return fail(system, terraform.error);
  const asked: ImportOptions = { ...options, ...terraform, say: counting(system, 'files read') };
  if (options.inPlace !== undefined) return overwrite(system, files, asked, options.inPlace, options);
  const imported = await importFiles(files, asked);
  if (!imported.ok) return refuse(system, imported.reasons);
  tell(system, imported.notes);
  if (options.output === undefined) system.out(imported.text);
  else {
    const fault = await system.replaceFile(options.output, imported.text);
    if (fault !== undefined) return fail(system, `'${options.output}' cannot be written: ${fault}.`);
  }
  return EXIT.ok;
}

/** The rules of one group go into a group that is there already; the rest of its file stays as it is. */
async function overwrite(
  system: System,
  files: readonly ImportFile[],
  asked: ImportOptions,
  target: string,
  { group: name, region, append, config }: Options,
): Promise<number> {
  const loaded = await load(system, [target], { config });
  if (loaded.error !== undefined) return fail(system, loaded.error);
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
  tell(system, imported.notes);
  const { inbound, outbound } = imported;
  const outcome: Outcome = replaceRules({ model, files: own }, group.key, {
    inbound,
    outbound,
    append: append === true,
  });
  if ('refused' in outcome) return fail(system, outcome.refused);
  for (const note of outcome.notes) system.complain(`secgroup: note: ${visible(note)}\n`);
  const uri = uriOf(system, target);
  const before = own.get(uri)?.text ?? '';
  const fault = await system.replaceFile(target, applyEdits(before, outcome.edits.get(uri) ?? []), before);
  return fault === undefined ? EXIT.ok : fail(system, `'${target}' cannot be written: ${fault}.`);
}

function refuse(system: System, reasons: readonly Note[]): number {
  for (const reason of reasons) system.complain(`secgroup: ${describe(reason)}\n`);
  return EXIT.failed;
}

function tell(system: System, notes: readonly Note[]): void {
  for (const note of notes) system.complain(`secgroup: note: ${describe(note)}\n`);
}

function describe({ file, line, character, path: at, message }: Note): string {
  return visible(`${file}:${line + 1}:${character + 1}${at === undefined ? '' : ` (${at})`}: ${message}`);
}
