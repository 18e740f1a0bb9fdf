import * as vscode from 'vscode';
import type { MapNode, ReachabilityMap } from '#protocol/packets.ts';

/** The webview has no localisation of its own: its words are handed over. */
export function mapWords(region: string | undefined) {
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
    /** `{0}` stays, for what will be searched. */
    notFound: vscode.l10n.t("No name here contains '{0}'.", '{0}'),
    empty: vscode.l10n.t('Nobody reaches anybody here.'),
    leftOut: {
      machines: vscode.l10n.t(
        "Too large to be shown whole: some of what passes between CVMs is left out, and all of other addresses and the internet. On the command line, 'secgroup reach' lists all of it.",
      ),
      addresses: vscode.l10n.t(
        "Too large to be shown whole: some of what passes to and from other addresses and the internet is left out. On the command line, 'secgroup reach' lists all of it.",
      ),
      slow: vscode.l10n.t(
        "Too large to be shown whole: what would take too long to find is left out. On the command line, 'secgroup reach' lists all of it.",
      ),
    } satisfies Readonly<Record<NonNullable<ReachabilityMap['leftOut']>, string>>,
    /** Said where the matrix is shown in the place of a graph that could not be read. */
    dense: vscode.l10n.t(
      'Too many lines to be read as a graph: this is the matrix. Search a name or pick a service to see a part as a graph.',
    ),
    groups: vscode.l10n.t('Groups, in their order'),
    subnet: vscode.l10n.t('Subnet'),
    interfaces: vscode.l10n.t('Interfaces'),
    exportPng: vscode.l10n.t('Export PNG'),
    zoomIn: vscode.l10n.t('Zoom in (+)'),
    zoomOut: vscode.l10n.t('Zoom out (-)'),
    fit: vscode.l10n.t('Fit'),
    fitHow: vscode.l10n.t('Show all of it (0)'),
    legend: {
      machines: vscode.l10n.t('CVMs that behave alike'),
      addresses: vscode.l10n.t('addresses of no CVM'),
      internet: vscode.l10n.t('the internet, or most of it'),
      subnet: vscode.l10n.t('subnet'),
      how: vscode.l10n.t(
        'Lines of addresses hold for all that lie in them. Click a node for its neighbours, services for a packet.',
      ),
    },
    from: vscode.l10n.t('from'),
    to: vscode.l10n.t('to'),
    kinds: {
      cvm: vscode.l10n.t('CVM'),
      addresses: vscode.l10n.t('addresses'),
      internet: vscode.l10n.t('internet'),
      class: vscode.l10n.t('several CVMs'),
    } satisfies Readonly<Record<MapNode['kind'], string>>,
  };
}

export type MapWords = ReturnType<typeof mapWords>;
