import * as vscode from 'vscode';
import type { Command } from '../commands/command.ts';
import { documentSelector } from './clientOptions.ts';
import { relativePath } from './places.ts';
import type { Server } from './server.ts';

/** The language status item: how large the model is, whether it is being read, what was left out, whether the server runs. */
export function showStatus(server: Server): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('secgroup.status', documentSelector());
  item.name = vscode.l10n.t('Security Groups');
  const update = (): void => {
    const { text, detail, severity, busy, command } = describe(server);
    item.text = text;
    item.detail = detail;
    item.severity = severity;
    item.busy = busy;
    item.command = command;
    item.accessibilityInformation = { label: `${item.name}: ${text}, ${detail}` };
  };
  update();
  return vscode.Disposable.from(item, server.onDidChangeState(update), server.onDidChangeStatus(update));
}

/** What the item offers when it is clicked. */
export function serverCommands(server: Server): readonly Command[] {
  return [
    { id: 'secgroup.restartServer', execute: () => server.restart() },
    { id: 'secgroup.showLog', execute: () => server.log.show() },
  ];
}

interface StatusText {
  readonly text: string;
  readonly detail: string;
  readonly severity: vscode.LanguageStatusSeverity;
  readonly busy: boolean;
  readonly command: vscode.Command;
}

function describe({ state, status, setAside }: Server): StatusText {
  const severities = vscode.LanguageStatusSeverity;
  const showLog = { command: 'secgroup.showLog', title: vscode.l10n.t('Show Log') };
  if (state === 'failed') {
    return {
      text: vscode.l10n.t('Language server stopped'),
      detail: vscode.l10n.t('Rule files are not checked'),
      severity: severities.Error,
      busy: false,
      command: { command: 'secgroup.restartServer', title: vscode.l10n.t('Restart') },
    };
  }
  if (state === 'starting' || !status) {
    const busy = state === 'starting';
    const detail = busy ? vscode.l10n.t('The language server is starting') : vscode.l10n.t('Ready');
    return { text: vscode.l10n.t('Security Groups'), detail, severity: severities.Information, busy, command: showLog };
  }
  const { groups, cvms, rules, files, errors, notices, indexing } = status;
  const left = [...setAside].map((uri) => {
    return vscode.l10n.t("'{0}' keeps stopping the language server and is set aside", relativePath(uri));
  });
  const counts = [vscode.l10n.t('{0} files', files), vscode.l10n.t('{0} rules', rules)];
  if (errors > 0) counts.push(vscode.l10n.t('{0} errors', errors));
  return {
    text: vscode.l10n.t('{0} groups, {1} CVMs', groups, cvms),
    detail: [...left, ...notices, ...counts].join(' · '),
    severity: left.length + notices.length > 0 ? severities.Warning : severities.Information,
    busy: indexing,
    command: showLog,
  };
}
