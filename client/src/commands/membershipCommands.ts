import * as vscode from 'vscode';
import type { EntitySummary } from '#protocol/tree.ts';
import type { ApplyChange } from './change.ts';
import type { Command } from './command.ts';
import { choiceOf, type Model } from './models.ts';
import { type Choice, pick, pickMany } from './questions.ts';
import { chooseTarget, type Places } from './targets.ts';

/** Which cvm is in which groups, seen from either side. */
export function membershipCommands(places: Places, applyChange: ApplyChange): readonly Command[] {
  return [
    {
      id: 'secgroup.configureCvmGroups',
      execute: async (...args) => {
        const title = vscode.l10n.t('Configure Groups of CVM');
        const { model, entity, isFromTree } = await chooseTarget(places, args, {
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
        await applyChange(
          { kind: 'setCvmGroups', cvm: entity.key, groups: keys },
          { uri: model.uri, keepFocus: isFromTree },
        );
      },
    },
    {
      id: 'secgroup.manageGroupCvms',
      execute: async (...args) => {
        const title = vscode.l10n.t('Manage CVMs of Group');
        const { model, entity, isFromTree } = await chooseTarget(places, args, {
          title,
          kind: 'group',
          placeholder: vscode.l10n.t('Group whose CVMs to manage'),
          builtin: true,
        });
        const members = new Set(entity.members);
        const cvms = model.entities
          .filter(({ kind, region }) => kind === 'cvm' && region === entity.region)
          .toSorted((a, b) => Number(members.has(b.key)) - Number(members.has(a.key)));
        if (cvms.length === 0) throw new Error(vscode.l10n.t("There is no CVM in region '{0}'.", entity.region));
        const picked = await pickMany(
          { title, placeholder: vscode.l10n.t("CVMs of '{0}'", entity.name) },
          cvms.map((cvm) => ({ ...choiceOf(cvm, false), picked: members.has(cvm.key) })),
        );
        const keys = picked.map(({ key }) => key);
        if (keys.length === members.size && keys.every((key) => members.has(key))) return;
        await applyChange(
          { kind: 'setGroupCvms', group: entity.key, cvms: keys },
          { uri: model.uri, keepFocus: isFromTree },
        );
      },
    },
  ];
}

/** The groups that the cvm is in, in their order, then those that it may be put into. */
function groupChoices({ entities }: Model, cvm: EntitySummary): readonly Choice<EntitySummary>[] {
  const present = (cvm.groups ?? []).flatMap((key) => entities.find((each) => each.key === key) ?? []);
  const others = entities
    .filter((each) => each.kind === 'group' && each.region === cvm.region && !present.includes(each))
    .toSorted((a, b) => Number(a.builtin) - Number(b.builtin));
  return [
    ...present.map((group) => ({ ...choiceOf(group, false), picked: true })),
    ...others.map((group) => choiceOf(group, false)),
  ];
}

/** The rules of the first are tried first. Enter takes the order as it is; a group that is picked goes one place up. */
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
    order = order.with(place, at(order, place - 1)).with(place - 1, at(order, place));
  }
  return order;
}

function at(groups: readonly EntitySummary[], index: number): EntitySummary {
  const group = groups[index];
  if (!group) throw new Error(`There is no group at place ${index}.`);
  return group;
}
