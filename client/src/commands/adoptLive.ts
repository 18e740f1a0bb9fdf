import * as vscode from 'vscode';
import type { Comparisons } from '../compare/comparisons.ts';
import { Refused } from '../languageClient/faults.ts';
import { applyEdit, askForEdit } from './change.ts';
import type { Command } from './command.ts';
import { pick } from './questions.ts';
import { confirmEdit, showDifference } from './shownEdit.ts';
import { chooseTarget, namedTarget, type Places, type Target, targetChoices } from './targets.ts';

const title = (): string => vscode.l10n.t('Adopt Live Rules');

/** Takes the live rules of a group into the file. The packet difference is shown before anything is changed. */
export function adoptLive(places: Places, comparisons: Comparisons): Command {
  return {
    id: 'secgroup.adoptLive',
    execute: async (...args) => {
      const { model, entity, where } = await chooseGroup(places, args);
      const edit = await askForEdit(places.server, { kind: 'adoptLive', group: entity.key }, model.uri);
      if ('refused' in edit) throw new Refused(edit.refused);
      try {
        const fault = await showDifference(places.server, comparisons, edit, vscode.l10n.t('live'));
        const placeholder = vscode.l10n.t("Take the live rules of '{0}' into the file?", entity.name);
        await confirmEdit({ title: title(), placeholder }, { label: vscode.l10n.t('Adopt'), detail: fault });
      } finally {
        await comparisons.close();
      }
      await applyEdit(edit, where);
    },
  };
}

/** Of groups that differ from what is live only these are offered, with how. Where none does, the answer to any of them says why. */
async function chooseGroup(places: Places, args: readonly unknown[]): Promise<Target> {
  const question = {
    title: title(),
    kind: 'group',
    placeholder: vscode.l10n.t('Group whose live rules to take'),
  } as const;
  const { model, entity, where } = await namedTarget(places, args, question);
  if (entity) return { model, entity, where };
  const groups = await targetChoices(places, model, question);
  const differing = groups.flatMap((group) => (group.value.live ? [{ ...group, detail: group.value.live }] : []));
  if (differing.length === 0) return chooseTarget(places, args, question);
  return { model, entity: await pick(question, differing), where };
}
