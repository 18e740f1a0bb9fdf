import * as vscode from 'vscode';
import { type ImportedGroup, importedGroups, type ModelChange, type ModelEdit } from '#protocol/edits.ts';
import type { EntitySummary } from '#protocol/tree.ts';
import type { Comparisons } from '../compare/comparisons.ts';
import type { Server } from '../languageClient/server.ts';
import { treeNodes } from './arguments.ts';
import { applyEdit, askForEdit } from './change.ts';
import type { Command } from './command.ts';
import { type Direction, directionOf } from './direction.ts';
import { askForName } from './groupName.ts';
import { askForSource, type ImportSource } from './importSource.ts';
import type { Model } from './models.ts';
import { withValues } from './moduleValues.ts';
import { type Choice, pick, pickOrType } from './questions.ts';
import { chooseRuleFile } from './ruleFile.ts';
import { confirmEdit, showDifference } from './shownEdit.ts';
import { namedTarget, type Places, regionChoices, type TargetQuestion, targetChoices } from './targets.ts';

type Import = Extract<ModelChange, { kind: 'importRules' | 'importGroups' }>;

const title = (): string => vscode.l10n.t('Import Rules');

/**
 * Any format, told by its content: into a group that is there, or all that the text holds as new groups. The packet difference is
 * shown before anything is changed.
 */
export function importRules(places: Places, comparisons: Comparisons): Command {
  const { server } = places;
  return {
    id: 'secgroup.importRules',
    execute: async (...args) => {
      const { model, group, isFromTree } = await chooseGroup(places, args);
      const source = await askForSource(title());
      const wanted = group
        ? await askHowToMerge(server, group, source, directionIn(args))
        : await askHowToMake(server, model, source);
      const edit = await askForImport(server, wanted, model.uri);
      try {
        const fault = await showDifference(server, comparisons, edit, source.name);
        await confirm(source, group, edit, fault);
      } finally {
        await comparisons.close();
      }
      await applyEdit(edit, { keepFocus: isFromTree });
    },
  };
}

/** The group to import into; none where new ones are to be made, as without any group. */
async function chooseGroup(
  places: Places,
  args: readonly unknown[],
): Promise<{ readonly model: Model; readonly group: EntitySummary | undefined; readonly isFromTree: boolean }> {
  const question: TargetQuestion = {
    title: title(),
    kind: 'group',
    placeholder: vscode.l10n.t('Group to import rules into'),
  };
  const { model, entity, isFromTree } = await namedTarget(places, args, question);
  if (entity) return { model, group: entity, isFromTree };
  const groups = await targetChoices(places, model, question);
  if (groups.length === 0) return { model, group: undefined, isFromTree };
  const asNew: Choice<EntitySummary | undefined> = {
    label: vscode.l10n.t('New Groups'),
    description: vscode.l10n.t('all that the import holds, as it is called there'),
    iconPath: new vscode.ThemeIcon('add'),
    value: undefined,
  };
  return { model, group: await pick(question, [...groups, asNew]), isFromTree };
}

function directionIn(args: readonly unknown[]): Direction | undefined {
  const [node] = treeNodes(args);
  return node?.kind === 'direction' ? directionOf(node) : undefined;
}

async function askHowToMerge(
  server: Server,
  group: EntitySummary,
  { name, asked }: ImportSource,
  direction: Direction | undefined,
): Promise<Import> {
  const source = await withValues(server, title(), { ...asked, direction });
  const found = await server.ask(importedGroups, source);
  const groups = 'groups' in found ? found.groups : [];
  const from = groups.length > 1 ? await pickGroup(groups, group, name) : undefined;
  const append = await pick(
    { title: title(), placeholder: vscode.l10n.t("What becomes of the rules of '{0}'", group.name) },
    [
      {
        label: vscode.l10n.t('Replace'),
        description: vscode.l10n.t('the imported rules take their place, as in the cloud'),
        value: false,
      },
      {
        label: vscode.l10n.t('Keep'),
        description: vscode.l10n.t('the imported rules are put before them'),
        value: true,
      },
    ],
  );
  return {
    kind: 'importRules',
    ...source,
    group: group.key,
    from,
    append,
  };
}

/** Of several groups the one to take, the one that is called as the target first. */
async function pickGroup(groups: readonly ImportedGroup[], target: EntitySummary, source: string): Promise<string> {
  const isSame = ({ id, name }: ImportedGroup): boolean =>
    name === target.name || (id !== undefined && id === target.id);
  const choices = groups
    .toSorted((a, b) => Number(isSame(b)) - Number(isSame(a)))
    .map(({ name, id, region, rules }) => ({
      label: name,
      description: [id, region, vscode.l10n.t('{0} rules', rules)].filter(Boolean).join(' · '),
      iconPath: new vscode.ThemeIcon('shield'),
      value: id ?? name,
    }));
  return pick({ title: title(), placeholder: vscode.l10n.t("Group of '{0}' to take", source) }, choices);
}

async function askHowToMake(
  server: Server,
  model: Model,
  { name: source, asked, uri: from }: ImportSource,
): Promise<Import> {
  const wanted = await withValues(server, title(), asked);
  const found = await server.ask(importedGroups, wanted);
  if ('error' in found) throw new Error(found.error);
  const { groups } = found;
  const [first] = groups;
  if (!first) throw new Error(vscode.l10n.t("There is no group in '{0}'.", source));
  const region = groups.some((group) => group.region === undefined) ? await askForRegion(model) : undefined;
  const isUnnamed = groups.length === 1 && !first.named;
  const home = region ?? first.region ?? '';
  const name = isUnnamed
    ? await askForName(server, model, { title: title(), region: home, value: first.name })
    : undefined;
  const uri = await chooseRuleFile(model, { title: title(), region: home, except: from });
  return {
    kind: 'importGroups',
    ...wanted,
    uri: uri.toString(),
    region,
    name,
  };
}

async function askForRegion(model: Model): Promise<string> {
  const choices = regionChoices(model);
  const [only] = choices;
  if (only && choices.length === 1) return only.value;
  return pickOrType({ title: title(), placeholder: vscode.l10n.t('Region of the groups') }, choices);
}

/** Where some of it cannot be read, the rest can be imported after a question that lists what is left out. */
async function askForImport(server: Server, wanted: Import, uri: string | undefined): Promise<ModelEdit> {
  const answer = await askForEdit(server, wanted, uri);
  if (!('refused' in answer)) return answer;
  const rest = await askForEdit(server, { ...wanted, skipInvalid: true }, uri);
  if ('refused' in rest) throw new Error(answer.refused);
  await pick({ title: title(), placeholder: answer.refused }, [
    { label: vscode.l10n.t('Import the rest'), description: vscode.l10n.t('leave out what is wrong'), value: true },
  ]);
  return rest;
}

async function confirm(
  { name }: ImportSource,
  group: EntitySummary | undefined,
  edit: ModelEdit,
  fault: string | undefined,
): Promise<void> {
  const placeholder = group
    ? vscode.l10n.t("Import '{0}' into '{1}'?", name, group.name)
    : vscode.l10n.t("Import '{0}' as new groups?", name);
  await confirmEdit({ title: title(), placeholder }, vscode.l10n.t('Import'), edit, fault);
}
