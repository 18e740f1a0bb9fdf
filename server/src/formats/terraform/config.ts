// What the files of a module declare, put together, with the changes that override files make.

import { t } from '#util/l10n.ts';
import { type Complaints, complain } from './complaints.ts';
import type { Attribute, Block, Body } from './expression.ts';
import { setTwice } from './hcl.ts';

export interface Config {
  /** As a path from the root module's folder: `.`, `modules/web`, `../shared`. */
  readonly folder: string;
  readonly variables: ReadonlyMap<string, Block>;
  readonly locals: ReadonlyMap<string, Attribute>;
  readonly outputs: ReadonlyMap<string, Block>;
  /** By `type.name`, in the order of the files. */
  readonly resources: ReadonlyMap<string, Block>;
  readonly data: ReadonlySet<string>;
  readonly calls: ReadonlyMap<string, Block>;
  readonly providers: readonly Block[];
  readonly imports: readonly Block[];
}

export interface ConfigFile {
  readonly name: string;
  readonly body: Body;
}

export function configOf(folder: string, files: readonly ConfigFile[], complaints: Complaints): Config {
  const declared = new Map<string, Block>();
  const locals = new Map<string, Attribute>();
  const plain: Block[] = [];
  for (const { name, body } of files) {
    const overrides = isOverride(name);
    for (const block of body.blocks) {
      if (block.word === 'locals') {
        for (const [key, attribute] of block.body.attributes) {
          if (locals.has(key) && !overrides) complain(complaints, 'broken', attribute, setTwice(`local.${key}`));
          locals.set(key, attribute);
        }
        continue;
      }
      if (NAMELESS.has(block.word)) {
        plain.push(block);
        continue;
      }
      const key = [block.word, ...block.labels].join(' ');
      const known = declared.get(key);
      if (known !== undefined && overrides) declared.set(key, overridden(known, block));
      else if (known === undefined) declared.set(key, block);
      else {
        const said = [block.word, ...block.labels.map((label) => `"${label}"`)].join(' ');
        const words = t('{0} is declared twice in the module, which Terraform refuses.', `'${said}'`);
        complain(complaints, 'broken', block, words);
      }
    }
  }
  const all = [...declared.values()];
  const named = (word: string) =>
    new Map(all.filter((block) => block.word === word).map((block) => [block.labels.join('.'), block]));
  return {
    folder,
    variables: named('variable'),
    locals,
    outputs: named('output'),
    resources: named('resource'),
    data: new Set([...named('data').keys(), ...named('ephemeral').keys()]),
    calls: named('module'),
    providers: plain.filter(({ word }) => word === 'provider'),
    imports: plain.filter(({ word }) => word === 'import'),
  };
}

/** Words of blocks of which there may be several. */
const NAMELESS: ReadonlySet<string> = new Set(['provider', 'import', 'terraform', 'moved', 'removed', 'check']);

/** `override.tf` and `x_override.tf` change what the other files declare. */
export function isOverride(name: string): boolean {
  return /(?:^|_)override\.tf(?:\.json)?$/.test(name);
}

/** An override replaces arguments one by one, and of blocks all that have a name. */
function overridden(block: Block, by: Block): Block {
  const nameOf = ({ word, labels }: Block) => (word === 'dynamic' ? (labels[0] ?? '') : word);
  const replaced = new Set(by.body.blocks.map(nameOf));
  return {
    ...block,
    body: {
      ...block.body,
      attributes: new Map([...block.body.attributes, ...by.body.attributes]),
      blocks: [...block.body.blocks.filter((inner) => !replaced.has(nameOf(inner))), ...by.body.blocks],
    },
  };
}
