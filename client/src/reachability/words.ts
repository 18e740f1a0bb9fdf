import * as vscode from 'vscode';
import type { MapWords } from './messages.ts';

/** The webview has no localisation of its own: its words are handed over. */
export function mapWords(region: string | undefined): MapWords {
  return {
    title: region === undefined ? vscode.l10n.t('Who reaches whom') : vscode.l10n.t('Who reaches whom in {0}', region),
    graph: vscode.l10n.t('Graph'),
    matrix: vscode.l10n.t('Matrix'),
    search: vscode.l10n.t('Search names'),
    service: vscode.l10n.t('Service'),
    allServices: vscode.l10n.t('all services'),
    exportSvg: vscode.l10n.t('Export SVG'),
    reaches: vscode.l10n.t('May reach'),
    reachedBy: vscode.l10n.t('May be reached by'),
    nobody: vscode.l10n.t('nobody'),
    members: vscode.l10n.t('CVMs that behave alike'),
    openFile: vscode.l10n.t('Open in File'),
    testPacket: vscode.l10n.t('Test this packet'),
    notFound: vscode.l10n.t("No name here contains '{0}'.", '{0}'),
    empty: vscode.l10n.t('Nobody reaches anybody here.'),
    incomplete: vscode.l10n.t('Too large to be shown whole: a part is left out.'),
    choose: vscode.l10n.t('Choose a node to see whom it reaches.'),
    blocks: vscode.l10n.t('{0} blocks of addresses', '{0}'),
    from: vscode.l10n.t('from'),
    to: vscode.l10n.t('to'),
    kinds: {
      group: vscode.l10n.t('group'),
      cvm: vscode.l10n.t('CVM'),
      addresses: vscode.l10n.t('addresses'),
      internet: vscode.l10n.t('internet'),
      class: vscode.l10n.t('several CVMs'),
    },
  };
}
