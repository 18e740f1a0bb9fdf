// A loaded configuration as the resources that Terraform would plan. Which files its expressions read shows only when they are evaluated:
// these files are fetched then, and the evaluation begins again.

import { plural, t } from '#util/l10n.ts';
import type { Lacking } from '../format.ts';
import type { Secrets } from '../secrets.ts';
import { quote, type Source } from '../source.ts';
import { type Complaints, complain } from './complaints.ts';
import { type Config, configOf } from './config.ts';
import { findSecrets } from './configurationSecrets.ts';
import { fault, string, type Unknown, unknown, type Value } from './evaluated.ts';
import { expanded } from './expand.ts';
import { type Expression, literal } from './expression.ts';
import type { Configs, Instance, World } from './instance.ts';
import { callKey, type Loaded } from './load.ts';
import { isWithin, joinPath } from './paths.ts';
import { newBudget } from './steps.ts';
import type { TfResource } from './value.ts';

/** What is found besides the resources. */
interface Found {
  readonly secrets: Secrets;
  readonly lacking: Map<string, Lacking>;
}

/** The texts of files that expressions read, by path from the root module's folder; null where there is no file. */
type Texts = Map<string, string | null>;

/** The names of the files in folders; null where there is no folder. */
type Lists = Map<string, readonly string[] | null>;

/** A configuration, and the other files that its expressions read. */
interface Reached {
  readonly loaded: Loaded;
  readonly texts: Texts;
  /** The files that are still to be fetched, with the folder of their module. */
  readonly wanted: Map<string, string>;
  readonly lists: Lists;
  readonly wantedLists: Set<string>;
}

/** A file may name the next file that is read: so many rounds follow a chain of them. */
const MAX_ROUNDS = 8;
const MAX_FILES = 1000;
const MAX_LENGTH = 2_000_000;

/** Undefined where a file is broken. Findings go to `source`, whose text is that of all files. */
export async function readConfiguration(
  source: Source,
  loaded: Loaded,
  found: Found,
): Promise<TfResource[] | undefined> {
  findSecrets(loaded, found.secrets);
  const texts: Texts = new Map();
  const lists: Lists = new Map();
  for (let round = 1; ; round++) {
    const findings: Source['findings'] = [];
    const wanted = new Map<string, string>();
    const wantedLists = new Set<string>();
    const resources = evaluated({ ...source, findings }, { loaded, texts, wanted, lists, wantedLists }, found);
    if (wanted.size + wantedLists.size === 0 || round === MAX_ROUNDS || texts.size > MAX_FILES) {
      source.findings.push(...findings);
      return resources;
    }
    for (const folder of wantedLists) {
      lists.set(folder, (await loaded.files.list(joinPath(loaded.root, folder), loaded.root)) ?? null);
    }
    for (const [path, folder] of wanted) {
      const found = await loaded.files.read(joinPath(loaded.root, path), joinPath(loaded.root, folder));
      texts.set(path, found === undefined || found.length > MAX_LENGTH ? null : found);
    }
  }
}

function evaluated(source: Source, reached: Reached, { secrets, lacking }: Found): TfResource[] | undefined {
  const { loaded } = reached;
  const complaints: Complaints = { source, said: new Set() };
  for (const { level, message, ...at } of loaded.faults) complain(complaints, level, at, message);
  if (loaded.faults.some(({ level }) => level === 'broken')) return undefined;
  const configs = new Map<string, Config>();
  for (const [folder, bodies] of loaded.folders) configs.set(folder, configOf(folder, bodies, complaints));
  const config = configs.get('.') as Config;
  const world: World = {
    budget: newBudget(),
    complaints,
    configs: finder(loaded, configs, complaints),
    given: givenTo(loaded, config, complaints),
    file: (path) => fileIn(reached, path),
    list: (folder) => filesIn(reached, folder),
    workspace: loaded.workspace,
    template: templates(loaded),
    secrets,
    lacking,
    open: [],
  };
  const root: Instance = { world, config, address: '', memo: new Map() };
  return expanded(root);
}

/** Finds the module of a call. One that calls itself, perhaps through others, is refused. */
function finder(loaded: Loaded, configs: ReadonlyMap<string, Config>, complaints: Complaints): Configs {
  return (caller, name) => {
    const found = loaded.calls.get(callKey(caller.config.folder, name));
    if (found === undefined) return { why: t('is not there'), local: true };
    if ('why' in found) return found;
    const way = [`module.${name}`];
    for (let one: Instance | undefined = caller; one !== undefined; one = one.call?.caller) {
      const label = one.call?.block.labels[0];
      way.push(label === undefined ? t('the configuration') : `module.${label}`);
      if (one.config.folder !== found.folder) continue;
      const block = caller.config.calls.get(name) ?? { start: 0, end: 0 };
      const shown = way.reverse().join(' → ');
      const message = t('{0} calls itself endlessly, which Terraform refuses: {1}.', quote(found.folder), shown);
      complain(complaints, 'broken', block, message);
      return { why: t('calls itself endlessly'), local: true };
    }
    return configs.get(found.folder) ?? { why: t('is not there'), local: true };
  };
}

/**
 * The values of the variables. As for Terraform, a value for a variable that is not declared is refused from `--var`, and noted from files.
 */
function givenTo(loaded: Loaded, config: Config, complaints: Complaints): Map<string, Expression> {
  const given = new Map<string, Expression>();
  const spare: { readonly name: string; readonly value: Expression }[] = [];
  for (const [name, { value, strict, written }] of loaded.given) {
    const block = config.variables.get(name);
    if (block === undefined) {
      if (strict) complain(complaints, 'broken', value, t("The configuration has no variable '{0}'.", name));
      else spare.push({ name, value });
      continue;
    }
    const type = block.body.attributes.get('type')?.value;
    const isPlain = type === undefined || (type.kind === 'name' && ['string', 'number', 'bool'].includes(type.name));
    // The text given with `--var` is the value itself, unless the variable is a list or an object.
    given.set(name, written !== undefined && isPlain ? literal(string(written), value) : value);
  }
  const [first] = spare;
  if (first !== undefined) {
    const names = spare.slice(0, 5).map(({ name }) => quote(name));
    const message = plural(
      spare.length,
      'The configuration has no variable {1}, to which a file gives a value.',
      'The configuration has no variables {1}, to which files give values.',
      names.join(', '),
    );
    complain(complaints, 'lost', first.value, message);
  }
  return given;
}

/** The text of a file in the folder of a module, or below it. */
function fileIn({ loaded, texts, wanted }: Reached, given: string): Value {
  const path = joinPath('.', given);
  const folder = moduleOf(loaded, path);
  if (folder === undefined)
    return unknown(t("reads a file outside of the module: import what 'terraform show -json' prints"));
  const found = texts.get(path);
  if (found === undefined) {
    wanted.set(path, folder);
    return unknown(t("reads '{0}', which cannot be read here", given));
  }
  return found === null ? fault(t("there is no file '{0}' in the module", given)) : string(found);
}

function filesIn({ loaded, lists, wantedLists }: Reached, given: string): readonly string[] | Unknown {
  const folder = joinPath('.', given);
  if (moduleOf(loaded, folder) === undefined)
    return unknown(t("reads a folder outside of the module: import what 'terraform show -json' prints"));
  const found = lists.get(folder);
  if (found === undefined) wantedLists.add(folder);
  // A folder that does not exist holds no files.
  return found ?? [];
}

/** The folder of the module in which a path lies. */
function moduleOf({ folders }: Loaded, path: string): string | undefined {
  return [...folders.keys()].find((one) => isWithin(one, path));
}

/** Parses templates, each text once. */
function templates({ parser }: Loaded): World['template'] {
  const known = new Map<string, Expression | undefined>();
  return (written) => {
    if (!known.has(written)) known.set(written, parser?.template(written, 0));
    return known.get(written);
  };
}
