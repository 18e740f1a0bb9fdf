// A loaded configuration as the resources that Terraform would plan. Files that an expression reads are fetched when it turns out which
// they are, and the evaluation begins again with them.

import { plural, t } from '#util/l10n.ts';
import type { Lacking } from '../format.ts';
import type { Secrets } from '../secrets.ts';
import { quote, type Source } from '../source.ts';
import { type Complaints, complain } from './complaints.ts';
import { type Config, configOf } from './config.ts';
import { fault, text, type Unknown, unknown, type Value } from './evaluated.ts';
import { expanded } from './expand.ts';
import type { Expression } from './expression.ts';
import type { Configs, Instance, World } from './instance.ts';
import type { Loaded } from './load.ts';
import { findSecrets } from './marked.ts';
import { isWithin, joinPath } from './paths.ts';
import { newBudget } from './steps.ts';
import type { TfResource } from './value.ts';

/** What is told beside the resources. */
interface Found {
  readonly secrets: Secrets;
  readonly lacking: Map<string, Lacking>;
}

/** Files read for expressions, by their paths from the root module's folder; null where there is none. */
type Texts = Map<string, string | null>;

/** The names of files in folders; null where there is no such folder. */
type Lists = Map<string, readonly string[] | null>;

/** What is there of a configuration, and what has turned out to be read besides. */
interface Reached {
  readonly loaded: Loaded;
  readonly texts: Texts;
  /** By path, with the module's folder. */
  readonly wanted: Map<string, string>;
  readonly lists: Lists;
  readonly wantedLists: Set<string>;
}

/** So many rounds find a file that is named in a file that is named in a file. */
const MAX_ROUNDS = 8;
const MAX_FILES = 1000;
const MAX_LENGTH = 2_000_000;

/** Undefined where a file is broken. The findings go to `source`, whose text is the loaded one. */
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

/** The modules of the calls. One that calls itself, through others perhaps, has no end. */
function finder(loaded: Loaded, configs: ReadonlyMap<string, Config>, complaints: Complaints): Configs {
  return (caller, name) => {
    const found = loaded.calls.get(`${caller.config.folder} ${name}`);
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

/** What is given to the variables. Terraform refuses what `--var` gives to none, and only warns of files. */
function givenTo(loaded: Loaded, config: Config, complaints: Complaints): Map<string, Expression> {
  const given = new Map<string, Expression>();
  const spare: string[] = [];
  let first: Expression | undefined;
  for (const [name, { value, strict, written }] of loaded.given) {
    const block = config.variables.get(name);
    if (block === undefined) {
      if (strict) {
        complain(complaints, 'broken', value, t("The configuration has no variable '{0}'.", name));
      } else {
        spare.push(quote(name));
        first ??= value;
      }
      continue;
    }
    const type = block.body.attributes.get('type')?.value;
    const isPlain = type === undefined || (type.kind === 'name' && ['string', 'number', 'bool'].includes(type.name));
    // Terraform takes what `--var` gives as it is, unless the variable wants a list or an object.
    const literal = written !== undefined && isPlain;
    const { start, end } = value;
    given.set(name, literal ? { kind: 'literal', value: { ...text(written), at: { start, end } }, start, end } : value);
  }
  if (first !== undefined) {
    const message = plural(
      spare.length,
      'The configuration has no variable {1}, to which a file gives a value.',
      'The configuration has no variables {1}, to which files give values.',
      spare.slice(0, 5).join(', '),
    );
    complain(complaints, 'lost', first, message);
  }
  return given;
}

/** A file below a folder of one of the modules. */
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
  return found === null ? fault(t("there is no file '{0}' in the module", given)) : text(found);
}

function filesIn({ loaded, lists, wantedLists }: Reached, given: string): readonly string[] | Unknown {
  const folder = joinPath('.', given);
  if (moduleOf(loaded, folder) === undefined)
    return unknown(t("reads a folder outside of the module: import what 'terraform show -json' prints"));
  const found = lists.get(folder);
  if (found === undefined) wantedLists.add(folder);
  // One that is not there holds none.
  return found ?? [];
}

/** The folder of a module that holds a path. */
function moduleOf({ folders }: Loaded, path: string): string | undefined {
  return [...folders.keys()].find((one) => isWithin(one, path));
}

/** Templates that several elements share are parsed once. */
function templates({ parser }: Loaded): World['template'] {
  const known = new Map<string, Expression | undefined>();
  return (written) => {
    if (!known.has(written)) known.set(written, parser?.template(written, 0));
    return known.get(written);
  };
}
