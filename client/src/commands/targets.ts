import * as vscode from 'vscode';
import type { EntitySummary, RuleReference, TreeNode } from '#protocol/tree.ts';
import { Refused } from '../languageClient/faults.ts';
import type { Server } from '../languageClient/server.ts';
import type { ModelTree } from '../trees/modelTree.ts';
import { clickedNode, modelOf, treeNodes } from './arguments.ts';
import type { ChangeOptions } from './change.ts';
import { isObject } from './isObject.ts';
import {
  activeRuleFile,
  choiceOf,
  chooseModel,
  findEntity,
  isInSeveralRegions,
  type Model,
  regionOfEditor,
} from './models.ts';
import { type Choice, first, pick } from './questions.ts';

// Finds what a command is about: the node that was clicked, what a lens or a script names, the entity at the cursor, or the one that is picked.

export interface Places {
  readonly server: Server;
  readonly groups: ModelTree;
  readonly cvms: ModelTree;
}

export interface Target {
  readonly model: Model;
  readonly entity: EntitySummary;
  readonly where: ChangeOptions;
}

type TargetKind = 'group' | 'cvm' | 'acl';

export interface TargetQuestion {
  readonly title: string;
  readonly kind: TargetKind;
  readonly placeholder: string;
  /** Whether built-in groups are offered too. */
  readonly builtin?: boolean;
}

export async function chooseTarget(
  places: Places,
  args: readonly unknown[],
  question: TargetQuestion,
): Promise<Target> {
  const { model, entity, where } = await namedTarget(places, args, question);
  if (entity) return { model, entity, where };
  const choices = await targetChoices(places, model, question);
  if (choices.length === 0) {
    throw new Refused(
      question.kind === 'group'
        ? vscode.l10n.t('There is no group yet: create one first.')
        : vscode.l10n.t('There is no CVM in these files.'),
    );
  }
  return { model, entity: await pick(question, choices), where };
}

/** The entity that a node, a lens or a script names, and its model. Without an entity where none is named. */
export async function namedTarget(
  places: Places,
  args: readonly unknown[],
  { title, kind }: TargetQuestion,
): Promise<Omit<Target, 'entity'> & { readonly entity: EntitySummary | undefined }> {
  const clicked = clickedNode(args);
  const node = clicked?.entity !== undefined && holds(clicked, kind) ? clicked : undefined;
  const named = node?.entity ?? nameIn(args[0], kind);
  const model = await chooseModel(places.server, title, modelOf(node) ?? uriIn(args[0]));
  const entity = named === undefined ? undefined : findEntity(model, kind, named);
  // Where a node of a tree was clicked, the tree keeps the focus.
  return { model, entity, where: { uri: model.uri, keepFocus: entity !== undefined && node !== undefined } };
}

/** The entities to choose from: the likely one first, then those of the region that is in front. */
export async function targetChoices(
  places: Places,
  model: Model,
  { kind, builtin = false }: TargetQuestion,
): Promise<readonly Choice<EntitySummary>[]> {
  const candidates = model.entities.filter((each) => each.kind === kind && (builtin || !each.builtin));
  const likely = await likelyEntity(places, kind);
  const choices = candidates.map((each) => choiceOf(each, isInSeveralRegions(model)));
  const here = regionOfEditor(model);
  const inRegion = first(choices, ({ region }) => region === here);
  return first(inRegion, ({ key }) => key === likely);
}

/** Kinds of nodes that carry the key of a group, of a cvm, or of an acl. */
const holders: Readonly<Record<TargetKind, readonly TreeNode['kind'][]>> = {
  group: ['group', 'cvm-group', 'direction', 'rule', 'members', 'references'],
  cvm: ['cvm', 'cvm-groups', 'reached-by', 'reaches'],
  acl: ['acl', 'direction', 'rule'],
};

const holds = ({ kind }: TreeNode, wanted: TargetKind): boolean => holders[wanted].includes(kind);

function nameIn(value: unknown, kind: TargetKind): string | undefined {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return undefined;
  return [value[kind], value['entity'], value['key'], value['name']].find((each) => typeof each === 'string');
}

export function uriIn(value: unknown): string | undefined {
  if (value instanceof vscode.Uri) return value.toString();
  return isObject(value) && typeof value['uri'] === 'string' ? value['uri'] : undefined;
}

/** The entity that the cursor stands in, or that is selected in a tree. */
async function likelyEntity(places: Places, kind: TargetKind): Promise<string | undefined> {
  const tree = kind === 'cvm' ? places.cvms : places.groups;
  const atCursor = (await nodesAtCursor(tree)).findLast((node) => node.kind === kind);
  return atCursor?.entity ?? tree.selected().find((node) => holds(node, kind))?.entity;
}

export async function nodesAtCursor(tree: ModelTree): Promise<readonly TreeNode[]> {
  const editor = vscode.window.activeTextEditor;
  const uri = activeRuleFile();
  return editor && uri ? tree.pathAt(uri.toString(), editor.selection.active) : [];
}

export interface RuleTarget {
  readonly rules: readonly RuleReference[];
  readonly where: ChangeOptions;
}

/** The rules that are meant: nodes that were clicked, those selected in the tree for its key bindings, the one under the cursor. */
export async function chooseRules({ groups }: Places, args: readonly unknown[]): Promise<RuleTarget> {
  const clicked = treeNodes(args);
  const isKey = args[0] === 'tree';
  const nodes = clicked.length > 0 ? clicked : isKey ? groups.selected() : await nodesAtCursor(groups);
  const ruleNodes = nodes.filter(({ kind, rule }) => kind === 'rule' && rule !== undefined);
  // The cursor is in one place: of the nodes above it only the innermost is meant.
  const isFromTree = clicked.length > 0 || isKey;
  // The server is asked where the rules stand now: a key may be pressed again before the view shows the last change.
  const meant = isFromTree ? await groups.asNow(ruleNodes) : ruleNodes.slice(-1);
  const rules = meant.flatMap(({ rule }) => (rule ? [rule] : []));
  if (rules.length === 0) throw new Refused(vscode.l10n.t('Select a rule in the tree, or put the cursor on one.'));
  return { rules, where: { uri: meant[0]?.location?.uri, keepFocus: isFromTree } };
}

/** The lists of a group or acl as the tree shows them. */
export async function listsOf(groups: ModelTree, { location }: EntitySummary): Promise<readonly TreeNode[]> {
  const { start } = location.range;
  const path = await groups.pathAt(location.uri, new vscode.Position(start.line, start.character));
  const owner = path.findLast(({ kind }) => kind === 'group' || kind === 'acl');
  return owner ? (await groups.childrenOf(owner)).filter(({ kind }) => kind === 'direction') : [];
}

/** The regions of the model or, where it has none yet, usual ones. */
export function regionChoices({ regions }: Model): readonly Choice<string>[] {
  if (regions.length === 0) return usualRegions([]);
  return regions.map(({ name, projects }) => ({ label: name, description: projectsText(projects), value: name }));
}

function projectsText([first = '', ...others]: readonly string[]): string {
  return others.length === 0
    ? vscode.l10n.t('project {0}', first)
    : vscode.l10n.t('projects {0}', [first, ...others].join(', '));
}

/** The regions that most people use, without the given ones. */
export function usualRegions(except: readonly Choice<string>[]): readonly Choice<string>[] {
  const usual = [
    'ap-guangzhou',
    'ap-shanghai',
    'ap-beijing',
    'ap-hongkong',
    'ap-singapore',
    'eu-frankfurt',
    'na-siliconvalley',
  ];
  return usual
    .filter((name) => !except.some(({ value }) => value === name))
    .map((name) => ({ label: name, value: name }));
}

export function projectChoices({ regions }: Model, region: string): readonly Choice<string>[] {
  const projects = regions.find(({ name }) => name === region)?.projects ?? [];
  return (projects.length > 0 ? projects : ['0']).map((name) => ({ label: name, value: name }));
}
