import * as vscode from 'vscode';
import type { EntitySummary, TreeNode } from '#protocol/tree.ts';
import { Refused } from '../languageClient/faults.ts';
import { modelOf, treeNodes } from './arguments.ts';
import type { ApplyChange } from './change.ts';
import type { Command } from './command.ts';
import { choiceOf, chooseModel, findEntity, type Model } from './models.ts';
import { type Choice, pick, pickMany } from './questions.ts';
import { chooseTarget, type Places } from './targets.ts';

/** Choose the groups of cvms, or the cvms of a group. */
export function membershipCommands(places: Places, applyChange: ApplyChange): readonly Command[] {
  return [
    {
      id: 'secgroup.configureCvmGroups',
      execute: async (...args) => {
        const title = vscode.l10n.t('Configure Groups of CVM');
        const several = cvmsIn(args);
        if (several.length > 1) return configureSeveral(places, applyChange, title, several);
        const { model, entity, where } = await chooseTarget(places, args, {
          title,
          kind: 'cvm',
          placeholder: vscode.l10n.t('CVM whose groups to configure'),
        });
        const picked = await pickMany(
          { title, placeholder: vscode.l10n.t("Groups of '{0}'", entity.name) },
          groupChoices(model, entity),
        );
        const groups = await askForOrder(title, picked);
        const keys = groups.map(({ key }) => key);
        if (keys.join() === (entity.groups ?? []).join()) return;
        await applyChange({ kind: 'setCvmGroups', cvm: entity.key, groups: keys }, where);
      },
    },
    {
      id: 'secgroup.manageGroupCvms',
      execute: async (...args) => {
        const title = vscode.l10n.t('Manage CVMs of Group');
        const { model, entity, where } = await chooseTarget(places, args, {
          title,
          kind: 'group',
          placeholder: vscode.l10n.t('Group whose CVMs to manage'),
          builtin: true,
        });
        const members = new Set(entity.members);
        const cvms = model.entities
          .filter(({ kind, region }) => kind === 'cvm' && region === entity.region)
          .toSorted((a, b) => Number(members.has(b.key)) - Number(members.has(a.key)));
        if (cvms.length === 0) throw new Refused(vscode.l10n.t("There is no CVM in region '{0}'.", entity.region));
        const picked = await pickMany(
          { title, placeholder: vscode.l10n.t("CVMs of '{0}'", entity.name) },
          cvms.map((cvm) => ({ ...choiceOf(cvm, false), picked: members.has(cvm.key) })),
        );
        const keys = picked.map(({ key }) => key);
        if (keys.length === members.size && keys.every((key) => members.has(key))) return;
        await applyChange({ kind: 'setGroupCvms', group: entity.key, cvms: keys }, where);
      },
    },
  ];
}

/** The machines that were clicked, each once. */
function cvmsIn(args: readonly unknown[]): readonly TreeNode[] {
  const nodes = treeNodes(args).filter(({ kind, entity }) => kind === 'cvm' && entity !== undefined);
  return [...new Map(nodes.map((node) => [node.entity, node])).values()];
}

/**
 * Asks once for all cvms. The groups that all share are ticked: each cvm gets those that are ticked besides and loses those that no longer
 * are. Groups that only some cvms have stay, or go where all are to have exactly the same groups.
 */
async function configureSeveral(
  places: Places,
  applyChange: ApplyChange,
  title: string,
  nodes: readonly TreeNode[],
): Promise<void> {
  const model = await chooseModel(places.server, title, modelOf(nodes[0]));
  const cvms = nodes.flatMap(({ entity = '' }) => findEntity(model, 'cvm', entity) ?? []);
  const [first, ...others] = cvms;
  if (!first) return;
  if (others.some(({ region }) => region !== first.region))
    throw new Refused(vscode.l10n.t('Select CVMs of one region: each has groups of its own.'));
  const shared = (first.groups ?? []).filter((key) => others.every(({ groups = [] }) => groups.includes(key)));
  const countOf = (key: string): number => cvms.filter(({ groups = [] }) => groups.includes(key)).length;
  const picked = await pickMany(
    { title, placeholder: vscode.l10n.t('Groups that all {0} CVMs share', cvms.length) },
    groupChoices(model, first, shared).map((choice) => {
      const count = countOf(choice.value.key);
      const part = count > 0 && count < cvms.length ? vscode.l10n.t('on {0} of {1}', count, cvms.length) : undefined;
      return { ...choice, description: [part, choice.description].filter(Boolean).join(' · ') };
    }),
  );
  const keys = picked.map(({ key }) => key);
  const isAlike = cvms.every(({ groups = [] }) => groups.join() === shared.join());
  const isSet = isAlike || (await askWhetherToSet(title, keys.length));
  const keep = { uri: model.uri, keepFocus: true };
  if (isSet) {
    const groups = (await askForOrder(title, picked)).map(({ key }) => key);
    const also = others.map(({ key }) => key);
    if (cvms.every((cvm) => (cvm.groups ?? []).join() === groups.join())) return;
    await applyChange({ kind: 'setCvmGroups', cvm: first.key, also, groups }, keep);
    return;
  }
  const add = keys.filter((key) => !shared.includes(key));
  const remove = shared.filter((key) => !keys.includes(key));
  if (add.length + remove.length === 0) return;
  await applyChange({ kind: 'changeCvmGroups', cvms: cvms.map(({ key }) => key), add, remove }, keep);
}

const askWhetherToSet = (title: string, count: number): Promise<boolean> =>
  pick({ title, placeholder: vscode.l10n.t('What becomes of groups that only some of them have') }, [
    { label: vscode.l10n.t('Keep'), description: vscode.l10n.t('each keeps its others, in their order'), value: false },
    {
      label: vscode.l10n.t('Remove'),
      description: vscode.l10n.t('all have exactly the {0} groups that were picked', count),
      value: true,
    },
  ]);

/** The groups that the cvm is in, in their order, then those that it may be put into. */
function groupChoices(
  { entities }: Model,
  cvm: EntitySummary,
  groups: readonly string[] = cvm.groups ?? [],
): readonly Choice<EntitySummary>[] {
  const present = groups.flatMap((key) => entities.find((each) => each.key === key) ?? []);
  const others = entities
    .filter((each) => each.kind === 'group' && each.region === cvm.region && !present.includes(each))
    .toSorted((a, b) => Number(a.builtin) - Number(b.builtin));
  return [
    ...present.map((group) => ({ ...choiceOf(group, false), picked: true })),
    ...others.map((group) => choiceOf(group, false)),
  ];
}

/** Asks for the order in which the groups' rules are tried. Enter takes it as it is; a group that is picked moves up one place. */
async function askForOrder(title: string, groups: readonly EntitySummary[]): Promise<readonly EntitySummary[]> {
  let order = groups;
  while (order.length > 1) {
    const names = order.map(({ name }) => name).join(', ');
    const keep: Choice<number> = {
      label: vscode.l10n.t('Keep this order: {0}', names),
      iconPath: new vscode.ThemeIcon('check'),
      value: 0,
    };
    const raise = order.slice(1).map(({ name }, index) => ({
      label: vscode.l10n.t("Try '{0}' earlier", name),
      iconPath: new vscode.ThemeIcon('arrow-up'),
      value: index + 1,
    }));
    const place = await pick(
      { title, placeholder: vscode.l10n.t('Order of priority: rules of the first group are tried first') },
      [keep, ...raise],
    );
    if (place === 0) break;
    order = order.toSpliced(place, 1).toSpliced(place - 1, 0, ...order.slice(place, place + 1));
  }
  return order;
}
