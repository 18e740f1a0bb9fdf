import * as vscode from 'vscode';
import type { ModelChange } from '#protocol/edits.ts';
import type { Server } from '../languageClient/server.ts';
import { isTreeNode, modelOf } from './arguments.ts';
import { type ApplyChange, askForEdit } from './change.ts';
import type { Command } from './command.ts';
import { askForNewName, checkedName, nameCheck } from './groupName.ts';
import { choiceOf, chooseModel, isInSeveralRegions, type Model, regionOfEditor } from './models.ts';
import { ask, type Choice, first, pick, pickOrType } from './questions.ts';
import { ruleFileOf } from './ruleFile.ts';
import {
  chooseTarget,
  nodesAtCursor,
  type Places,
  projectChoices,
  regionChoices,
  uriIn,
  usualRegions,
} from './targets.ts';

export function groupCommands(places: Places, applyChange: ApplyChange): readonly Command[] {
  const command = (id: string, execute: (asking: Asking, args: readonly unknown[]) => Promise<void>): Command => ({
    id: `secgroup.${id}`,
    execute: (...args) => execute({ places, server: places.server, applyChange }, args),
  });
  return [
    command('newGroup', newGroup),
    command('deleteGroup', deleteGroup),
    command('cloneGroup', cloneGroup),
    command('renameGroup', renameGroup),
    command('describeGroup', describeGroup),
  ];
}

interface Asking {
  readonly places: Places;
  readonly server: Server;
  readonly applyChange: ApplyChange;
}

async function newGroup({ places, server, applyChange }: Asking, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t('New Group');
  const node = isTreeNode(args[0]) ? args[0] : undefined;
  const model = await chooseModel(server, title, modelOf(node) ?? uriIn(args[0]), 'wanted');
  const likely = node
    ? regionOfNode(places, node)
    : ((await nodesAtCursor(places.groups)).find(isRegion)?.label ?? regionOfEditor(model));
  const regions = first(regionChoices(model), (name) => name === likely);
  const defaultRegion = regions[0]?.value ?? 'ap-guangzhou';
  const placeholder = vscode.l10n.t('Name of the group');
  const name = await askForNewName(server, model, { title, placeholder, region: defaultRegion });
  const description = await ask({ title, placeholder: vscode.l10n.t('Description, or Enter for none') });
  const copyOf = await pick(
    { title, placeholder: vscode.l10n.t('Rules to start from') },
    startChoices(model, defaultRegion),
  );
  const region = await askForRegion(server, { title, model, name, regions });
  const projects = projectChoices(model, region);
  const project =
    projects.length > 1
      ? await pickOrType({ title, placeholder: vscode.l10n.t('Project of the group') }, projects)
      : (projects[0]?.value ?? '0');
  const uri = await ruleFileOf(model, title);
  const change: Copy = {
    kind: 'newGroup',
    name,
    region,
    project,
    // Where nothing was typed or picked, the change has no such part.
    description: description || undefined,
    copyOf: copyOf || undefined,
    uri,
  };
  await applyChange(await withLists(server, change, model), { uri: uri ?? model.uri });
}

async function deleteGroup({ places, applyChange }: Asking, args: readonly unknown[]): Promise<void> {
  const { entity, where } = await chooseTarget(places, args, {
    title: vscode.l10n.t('Delete Group'),
    kind: 'group',
    placeholder: vscode.l10n.t('Group to delete'),
  });
  await applyChange({ kind: 'deleteGroup', group: entity.key }, where);
}

async function cloneGroup({ places, server, applyChange }: Asking, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t('Clone Group');
  const { model, entity } = await chooseTarget(places, args, {
    title,
    kind: 'group',
    placeholder: vscode.l10n.t('Group to clone'),
    builtin: true,
  });
  const regions = first(regionChoices(model), (name) => name === entity.region);
  const region = await pickOrType(
    { title, placeholder: vscode.l10n.t("Region for the clone of '{0}'", entity.name) },
    regions,
  );
  const projects = first(projectChoices(model, region), (name) => name === entity.project);
  const project = await pickOrType(
    { title, placeholder: vscode.l10n.t("Project for the clone of '{0}'", entity.name) },
    projects,
  );
  const name = await ask({
    title,
    placeholder: vscode.l10n.t('Name of the clone'),
    value: freeName(model, entity.name, region),
    check: nameCheck(server, model, region),
  });
  const change: Copy = { kind: 'cloneGroup', group: entity.key, name, region, project };
  await applyChange(await withLists(server, change, model), { uri: model.uri });
}

async function renameGroup({ places, server, applyChange }: Asking, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t('Rename Group');
  const { model, entity, where } = await chooseTarget(places, args, {
    title,
    kind: 'group',
    placeholder: vscode.l10n.t('Group to rename'),
  });
  const name = await ask({
    title,
    placeholder: vscode.l10n.t("New name of '{0}'", entity.name),
    value: entity.name,
    check: nameCheck(server, model, entity.region, entity.key),
  });
  if (name === entity.name) return;
  await applyChange({ kind: 'rename', entity: entity.key, name }, where);
}

async function describeGroup({ places, applyChange }: Asking, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t('Describe Group');
  const { entity, where } = await chooseTarget(places, args, {
    title,
    kind: 'group',
    placeholder: vscode.l10n.t('Group to describe'),
  });
  const description = await ask({
    title,
    placeholder: vscode.l10n.t("Description of '{0}'; none where it is left empty", entity.name),
    value: entity.description ?? '',
  });
  await applyChange({ kind: 'describeGroup', group: entity.key, description }, where);
}

/** Asks for one of the regions in which the name is free, the likely one first. Not asked where there is only one region. */
async function askForRegion(
  server: Server,
  {
    title,
    model,
    name,
    regions,
  }: {
    readonly title: string;
    readonly model: Model;
    readonly name: string;
    readonly regions: readonly Choice<string>[];
  },
): Promise<string> {
  const checked = await Promise.all(
    regions.map(async (region) => ({ region, ...(await checkedName(server, model, { name, region: region.value })) })),
  );
  const free = checked.filter(({ fault }) => fault === undefined).map(({ region }) => region);
  const [only] = free;
  if (only && regions.length === 1) return only.value;
  const placeholder =
    free.length < regions.length
      ? vscode.l10n.t("Region of the group: one in which '{0}' is not taken", name)
      : vscode.l10n.t('Region of the group');
  return pickOrType({ title, placeholder }, free.length > 0 ? free : usualRegions(regions));
}

type Copy = Extract<ModelChange, { kind: 'newGroup' | 'cloneGroup' }>;

/** Asks what becomes of address and service lists that the rules name and the new region does not have. */
async function withLists(server: Server, change: Copy, { uri }: Model): Promise<Copy> {
  const answer = await askForEdit(server, change, uri);
  if ('refused' in answer || answer.stranded === undefined) return change;
  const { lists, ways } = answer.stranded;
  const choices: readonly Choice<NonNullable<Copy['lists']>>[] = [
    {
      label: vscode.l10n.t('Copy the lists too'),
      description: vscode.l10n.t('they are declared in {0} as well', change.region),
      value: 'carry',
    },
    {
      label: vscode.l10n.t('Write what they hold'),
      description: vscode.l10n.t('addresses and services in the rules themselves'),
      value: 'expand',
    },
    {
      label: vscode.l10n.t('Leave out the rules that name them'),
      description: vscode.l10n.t('they stay as comments in a rule file'),
      value: 'leaveOut',
    },
  ];
  const way = await pick(
    {
      title: answer.label,
      placeholder: vscode.l10n.t(
        '{0} mean nothing in {1}: what becomes of these lists',
        lists.join(', '),
        change.region,
      ),
    },
    choices.filter(({ value }) => value === 'leaveOut' || ways.some((each) => each === value)),
  );
  return { ...change, lists: way };
}

const isRegion = ({ kind }: { kind: string }): boolean => kind === 'region';

function regionOfNode({ groups }: Places, node: Parameters<Places['groups']['parentOf']>[0]): string | undefined {
  for (let each: typeof node | undefined = node; each; each = groups.parentOf(each)) {
    if (isRegion(each)) return each.label;
  }
  return undefined;
}

/** The groups whose rules a new group may begin with, as keys. `''` stands for none. */
function startChoices(model: Model, region: string): readonly Choice<string>[] {
  const groups = model.entities.filter(({ kind }) => kind === 'group');
  const several = isInSeveralRegions(model);
  // Built-in groups are the same in every region. The model has none of a region that is still to be made.
  const isKnown = groups.some((group) => group.region === region);
  const builtinRegion = isKnown ? region : groups.find(({ builtin }) => builtin)?.region;
  const choices = (list: typeof groups): readonly Choice<string>[] =>
    list.map((group) => ({ ...choiceOf(group, several), value: group.key }));
  return [
    { label: vscode.l10n.t('Nothing'), description: vscode.l10n.t('an empty group'), value: '' },
    ...choices(groups.filter((group) => group.builtin && group.region === builtinRegion)),
    ...choices(groups.filter((group) => !group.builtin)),
  ];
}

/** A name that is free in the region: the name itself, or with `-copy` behind it, and a number where that is taken too. */
function freeName({ entities }: Model, name: string, region: string): string {
  const taken = new Set(entities.filter((entity) => entity.region === region).map((entity) => entity.name));
  if (!taken.has(name)) return name;
  const copy = `${name}-copy`;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? copy : `${copy}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
