import * as vscode from 'vscode';
import { type ImportedGroup, importedGroups, type ModelChange, type ModelEdit } from '#protocol/edits.ts';
import type { EntitySummary } from '#protocol/tree.ts';
import type { Comparisons } from '../compare/comparisons.ts';
import { Refused } from '../languageClient/faults.ts';
import type { Server } from '../languageClient/server.ts';
import { clickedNode, type Direction, directionOf } from './arguments.ts';
import { applyEdit, askForEdit, type ChangeOptions } from './change.ts';
import type { Command } from './command.ts';
import { askForName } from './groupName.ts';
import { askForSource, type ImportSource } from './importSource.ts';
import type { Model } from './models.ts';
import { withValues } from './moduleValues.ts';
import { type Choice, pick, pickOrType } from './questions.ts';
import { chooseRuleFile, likelyRuleFile } from './ruleFile.ts';
import { confirmEdit, showDifference } from './shownEdit.ts';
import { namedTarget, type Places, regionChoices, type TargetQuestion, targetChoices } from './targets.ts';

type Import = Extract<ModelChange, { kind: 'importRules' | 'importGroups' }>;

const title = (): string => vscode.l10n.t('Import Rules');

/**
 * Imports a text of any format, which its content tells: its rules into a group that is there, or its groups as new ones. The packets that
 * change, or why the import is refused, are shown before the questions, for the answers that Enter alone gives, and once more where
 * other answers are given.
 */
export function importRules(places: Places, comparisons: Comparisons): Command {
  const { server } = places;
  return {
    id: 'secgroup.importRules',
    execute: async (...args) => {
      const { model, group, where } = await chooseGroup(places, args);
      const node = clickedNode(args);
      const source = await askForSource(title());
      const preview = async (wanted: Import): Promise<Preview> => {
        const found = await askForImport(server, wanted, model.uri);
        if ('refused' in found) return found;
        return { ...found, fault: await showDifference(server, comparisons, found.edit, source.name) };
      };
      const { byEnter, otherAnswersMayHelp, ask } = group
        ? await mergeInto(server, group, source, node && directionOf(node))
        : await makeNew(server, model, source);
      try {
        let shown = await preview(byEnter);
        if ('refused' in shown && !otherAnswersMayHelp) throw new Refused(shown.refused);
        const isPartial = 'edit' in shown && shown.wanted.skipInvalid === true;
        const wanted = { ...(await ask()), ...(isPartial ? { skipInvalid: true } : {}) };
        if ('refused' in shown || !isSame(wanted, shown.wanted)) shown = await preview(wanted);
        if ('refused' in shown) throw new Refused(shown.refused);
        await confirm(source, group, shown);
        await comparisons.close();
        await applyEdit(shown.edit, where);
      } finally {
        await comparisons.close();
      }
    },
  };
}

/** What is asked about an import. */
interface ImportQuestions {
  /** The import where every question is answered by Enter. */
  readonly byEnter: Import;
  /** Whether an import that is refused may be possible with other answers. */
  readonly otherAnswersMayHelp: boolean;
  readonly ask: () => Promise<Import>;
}

interface PossibleImport {
  /** As it was asked for, or without what cannot be read. */
  readonly wanted: Import;
  readonly edit: ModelEdit;
}

/** `fault`: why the packets that change could not be shown. */
type Shown = PossibleImport & { readonly fault: string | undefined };

type Preview = { readonly refused: string } | Shown;

const isSame = (a: Import, b: Import): boolean => {
  const told = (of: Import): string =>
    JSON.stringify(
      Object.entries(of)
        .filter(([, value]) => value !== undefined)
        .sort(),
    );
  return told(a) === told(b);
};

/** The group to import into. None where new groups are to be made: that was picked, or there is no group yet. */
async function chooseGroup(
  places: Places,
  args: readonly unknown[],
): Promise<{ readonly model: Model; readonly group: EntitySummary | undefined; readonly where: ChangeOptions }> {
  const question: TargetQuestion = {
    title: title(),
    kind: 'group',
    placeholder: vscode.l10n.t('Group to import rules into'),
  };
  const { model, entity, where } = await namedTarget(places, args, question);
  if (entity) return { model, group: entity, where };
  const groups = await targetChoices(places, model, question);
  if (groups.length === 0) return { model, group: undefined, where };
  const asNew: Choice<EntitySummary | undefined> = {
    label: vscode.l10n.t('New Groups'),
    description: vscode.l10n.t('all that the import holds, as it is called there'),
    iconPath: new vscode.ThemeIcon('add'),
    value: undefined,
  };
  return { model, group: await pick(question, [...groups, asNew]), where };
}

async function mergeInto(
  server: Server,
  group: EntitySummary,
  { name, asked }: ImportSource,
  direction: Direction | undefined,
): Promise<ImportQuestions> {
  const source = await withValues(server, title(), { ...asked, direction });
  const found = await server.ask(importedGroups, source);
  const groups = likelyFirst('groups' in found ? found.groups : [], group);
  const several = groups.length > 1;
  const byEnter: Import = {
    kind: 'importRules',
    ...source,
    group: group.key,
    from: several ? nameOf(groups[0]) : undefined,
    append: false,
  };
  return {
    byEnter,
    otherAnswersMayHelp: several,
    async ask() {
      const from = several ? await pickGroup(groups, name) : undefined;
      return { ...byEnter, from, append: await askWhetherToKeep(group) };
    },
  };
}

const askWhetherToKeep = (group: EntitySummary): Promise<boolean> =>
  pick({ title: title(), placeholder: vscode.l10n.t("What becomes of the rules of '{0}'", group.name) }, [
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
  ]);

/** The one that is called as the target before the others. */
function likelyFirst(groups: readonly ImportedGroup[], target: EntitySummary): readonly ImportedGroup[] {
  const isAlike = ({ id, name }: ImportedGroup): boolean =>
    name === target.name || (id !== undefined && id === target.id);
  return groups.toSorted((a, b) => Number(isAlike(b)) - Number(isAlike(a)));
}

const nameOf = (group: ImportedGroup | undefined): string | undefined => group?.id ?? group?.name;

/** Of several groups the one to take. */
async function pickGroup(groups: readonly ImportedGroup[], source: string): Promise<string | undefined> {
  const choices = groups.map((group) => ({
    label: group.name,
    description: [group.id, group.region, vscode.l10n.t('{0} rules', group.rules)].filter(Boolean).join(' · '),
    iconPath: new vscode.ThemeIcon('shield'),
    value: nameOf(group),
  }));
  return pick({ title: title(), placeholder: vscode.l10n.t("Group of '{0}' to take", source) }, choices);
}

async function makeNew(
  server: Server,
  model: Model,
  { name: source, asked, uri: from }: ImportSource,
): Promise<ImportQuestions> {
  const wanted = await withValues(server, title(), asked);
  const found = await server.ask(importedGroups, wanted);
  if ('error' in found) throw new Refused(found.error);
  const { groups } = found;
  const [first] = groups;
  if (!first) throw new Refused(vscode.l10n.t("There is no group in '{0}'.", source));
  const wantsRegion = groups.some((group) => group.region === undefined);
  const isUnnamed = groups.length === 1 && !first.named;
  const make = async (region: string | undefined, name: string | undefined, chooseFile: typeof chooseRuleFile) => {
    const uri = await chooseFile(model, { title: title(), region: region ?? first.region ?? '', except: from });
    return { kind: 'importGroups', ...wanted, uri: uri.toString(), region, name } as const;
  };
  const likelyIn = (region: string | undefined) => make(region, isUnnamed ? first.name : undefined, likelyRuleFile);
  const regions = wantsRegion ? await regionsWithClashes(server, model, likelyIn) : [];
  return {
    byEnter: await likelyIn(regions[0]?.value),
    otherAnswersMayHelp: wantsRegion || isUnnamed,
    async ask() {
      const chosen = wantsRegion ? await askForRegion(regions) : undefined;
      const home = chosen ?? first.region ?? '';
      const name = isUnnamed
        ? await askForName(server, model, { title: title(), region: home, value: first.name })
        : undefined;
      return make(chosen, name, chooseRuleFile);
    },
  };
}

const MOST_REGIONS = 10;

/** The regions to choose from, each with the reason why the import is refused there; those that take it come first. */
async function regionsWithClashes(
  server: Server,
  model: Model,
  importIn: (region: string) => Promise<Import>,
): Promise<readonly Choice<string>[]> {
  const regions = regionChoices(model);
  // In a region that no file names nothing clashes, and the answers of very many would take a while.
  if (model.regions.length === 0 || regions.length > MOST_REGIONS) return regions;
  const choices = await Promise.all(
    regions.map(async (choice) => {
      const answer = await askForEdit(server, { ...(await importIn(choice.value)), skipInvalid: true }, model.uri);
      return 'refused' in answer ? { ...choice, detail: answer.refused } : choice;
    }),
  );
  return choices.toSorted((a, b) => Number('detail' in a) - Number('detail' in b));
}

async function askForRegion(choices: readonly Choice<string>[]): Promise<string> {
  const [only] = choices;
  if (only && choices.length === 1) return only.value;
  return pickOrType({ title: title(), placeholder: vscode.l10n.t('Region of the groups') }, choices);
}

/** Where some of it cannot be read, the rest can be imported after a question that lists what is left out. */
async function askForImport(
  server: Server,
  wanted: Import,
  uri: string | undefined,
): Promise<PossibleImport | { readonly refused: string }> {
  const answer = await askForEdit(server, wanted, uri);
  if (!('refused' in answer)) return { wanted, edit: answer };
  const rest: Import = { ...wanted, skipInvalid: true };
  const edit = await askForEdit(server, rest, uri);
  if ('refused' in edit) return answer;
  await pick({ title: title(), placeholder: answer.refused }, [
    { label: vscode.l10n.t('Import the rest'), description: vscode.l10n.t('leave out what is wrong'), value: true },
  ]);
  return { wanted: rest, edit };
}

/** The last question. For new groups it says how many there are. */
async function confirm(
  { name }: ImportSource,
  group: EntitySummary | undefined,
  { edit, fault }: Shown,
): Promise<void> {
  const placeholder = group
    ? vscode.l10n.t("Import '{0}' into '{1}'?", name, group.name)
    : vscode.l10n.t("Import '{0}' as new groups?", name);
  const label = group ? vscode.l10n.t('Import') : edit.label;
  await confirmEdit({ title: title(), placeholder }, { label, detail: fault });
}
