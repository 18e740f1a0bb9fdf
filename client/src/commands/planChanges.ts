import * as vscode from 'vscode';
import { type Plan, type PlanQuestion, plan } from '#protocol/plan.ts';
import { Refused } from '../languageClient/faults.ts';
import { findFiles } from '../languageClient/findFiles.ts';
import { nameOfFile, readText, relativePath, showUntitled } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import type { Command } from './command.ts';
import { chooseModel } from './models.ts';
import { type Choice, chooseFile, pick, pickMany } from './questions.ts';

const title = (): string => vscode.l10n.t('Plan Changes');

/** Shows as a document the calls of the cloud's API that lead from what is live to what the files want. Nothing is called. */
export function planChanges(server: Server): Command {
  return {
    id: 'secgroup.planChanges',
    execute: async () => {
      const model = { uri: (await chooseModel(server, title())).uri };
      const besides = await server.ask(plan, model);
      // A snapshot is asked for only where no file of the workspace says what is live.
      if (!('error' in besides)) return showPlan(besides);
      if (besides.isMissing !== true) throw new Refused(besides.error);
      const live = await chooseSnapshot();
      const options = await pickMany({ title: title(), placeholder: vscode.l10n.t('What the plan may do besides') }, [
        {
          label: vscode.l10n.t('Delete'),
          description: vscode.l10n.t('groups, lists and ACLs that the files do not have'),
          value: 'delete' as const,
        },
        {
          label: vscode.l10n.t('Fewest changes of rules'),
          description: vscode.l10n.t('inserts, replaces and deletes instead of whole lists'),
          value: 'incremental' as const,
        },
      ]);
      const question: PlanQuestion = {
        ...model,
        live: { uri: live.toString(), text: await readText(live) },
        delete: options.includes('delete'),
        incremental: options.includes('incremental'),
      };
      const answer = await server.ask(plan, question);
      if ('error' in answer) throw new Refused(answer.error);
      await showPlan(answer);
    },
  };
}

async function showPlan(answer: Plan): Promise<void> {
  const live = answer.live.map(relativePath);
  const content = planText(live.join(', '), answer);
  await showUntitled(content, 'markdown');
}

/** Asks for a snapshot: a file of the workspace or any other. */
async function chooseSnapshot(): Promise<vscode.Uri> {
  const found = await findFiles(['*.sg.json'], 500);
  const choices: readonly Choice<vscode.Uri | undefined>[] = [
    ...found.map((uri) => ({
      label: nameOfFile(uri),
      description: vscode.workspace.asRelativePath(uri),
      iconPath: new vscode.ThemeIcon('file'),
      value: uri,
    })),
    { label: vscode.l10n.t('Choose a File…'), iconPath: new vscode.ThemeIcon('folder-opened'), value: undefined },
  ];
  const chosen = await pick({ title: title(), placeholder: vscode.l10n.t('Snapshot of what is live') }, choices);
  return chosen ?? chooseFile({ title: title() });
}

/** The document: what each call changes, then its request as the SDK takes it. */
function planText(live: string, { steps, notes }: Plan): string {
  const heading =
    steps.length === 0
      ? vscode.l10n.t("'{0}' says what the files say: there is nothing to do.", live)
      : vscode.l10n.t("Calls that lead from '{0}' to the files: {1}. None has been made.", live, steps.length);
  return [
    `# ${title()}`,
    heading,
    ...listed(
      vscode.l10n.t('Left out: the plan is incomplete'),
      notes.filter(({ incomplete }) => incomplete),
    ),
    ...listed(
      vscode.l10n.t('Notes'),
      notes.filter(({ incomplete }) => !incomplete),
    ),
    ...steps.flatMap(({ action, region, request, text, risk }, i) => [
      `## ${i + 1}. ${action} · ${oneLine(region)}`,
      oneLine(text),
      ...(risk === null ? [] : [`**${vscode.l10n.t('Risk: {0}', oneLine(risk))}**`]),
      `\`\`\`json\n${JSON.stringify(request, undefined, 2)}\n\`\`\``,
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function listed(title: string, notes: Plan['notes']): string[] {
  return notes.length === 0 ? [] : [`**${title}**`, notes.map(({ message }) => `- ${oneLine(message)}`).join('\n')];
}

/** Names in a snapshot may contain line breaks. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
