// The formats of the cloud's API.

import type { JsonObject, JsonValue } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { type Content, type JsonContent, wholeRoot, withoutResponse } from '../content.ts';
import type { Format, Reading, ReadOptions, WrittenFormat } from '../format.ts';
import { asObject } from '../jsonAccess.ts';
import type { Source } from '../source.ts';
import { holdsLists, holdsRegions, readElements, readLists, readRegions } from './describe.ts';
import { isOldForm, readOldRules } from './oldRules.ts';
import { holdsPolicies, readPolicies } from './policies.ts';
import { policiesText } from './policyText.ts';
import { snapshotText } from './snapshotText.ts';

/** The API's policy set of one group. */
export const policies: WrittenFormat = {
  name: 'policies',
  title: () => t('Policy set'),
  detect: isObject(holdsPolicies),
  read: ofRoot((source, root) => (root.kind === 'object' ? readPolicies(source, root) : [])),
  writer: {
    detail: () => t('JSON, as the API takes and gives it'),
    extension: '.json',
    holds: 'group',
    write: policiesText,
  },
};

/** Regions with all that is in them. */
export const snapshot: WrittenFormat = {
  name: 'snapshot',
  title: () => t('Snapshot'),
  detect: isObject(holdsRegions),
  read: ofElements(readRegions),
  writer: {
    detail: () => '.sg.json',
    extension: '.sg.json',
    holds: 'entities',
    write: (out, { entities }) => snapshotText(out, entities),
  },
};

/** Answers of Describe calls. */
export const answers: Format = {
  name: 'answers',
  title: () => t('Answers of the API'),
  detect: isObject(holdsLists),
  read: ofElements(readLists),
};

/** Rules as the API before version 3 had them. */
export const oldRules: Format = {
  name: 'oldRules',
  title: () => t('Rules of the old API'),
  detect: (content) => content.kind === 'json' && content.root !== undefined && isOldForm(content.root),
  read: ofRoot((source, root, { direction }) => readOldRules(source, root, direction)),
};

function isObject(holds: (root: JsonObject) => boolean): (content: Content) => boolean {
  return (content) => {
    const root = content.kind === 'json' ? asObject(content.root) : undefined;
    return root !== undefined && holds(root);
  };
}

type Read = Format['read'];

function ofRoot(read: (source: Source, root: JsonValue, options: ReadOptions) => Reading): Read {
  return (source, content, options) => {
    const root = content.kind === 'json' ? wholeRoot(content) : undefined;
    return root === undefined ? [] : read(source, root, options);
  };
}

/** The elements of a large file are read while it is parsed, so that their JSON can be given up. */
function ofElements(read: typeof readLists): Read {
  return (source, content) => {
    if (content.kind !== 'json') return [];
    const { tree, read: elements } = elementsOf(source, content);
    const root = asObject(withoutResponse(tree.root));
    return root === undefined ? [] : read(source, root, elements);
  };
}

function elementsOf(source: Source, { tree, isWhole }: JsonContent) {
  return isWhole ? { tree, read: new Map() } : readElements(source);
}
