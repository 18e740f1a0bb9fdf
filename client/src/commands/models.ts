import * as vscode from 'vscode';
import { type EntitySummary, entities, type ModelSide, type TreeNode } from '#protocol/tree.ts';
import { normalUri } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { isRuleFile } from '../ruleFiles.ts';
import { type Choice, pick } from './questions.ts';

export interface Model {
  /** A file or folder in it; undefined where the workspace has one model only. */
  readonly uri: string | undefined;
  readonly entities: readonly EntitySummary[];
  readonly regions: readonly { readonly name: string; readonly projects: readonly string[] }[];
}

/**
 * Each workspace folder is a model of its own: the one of `uri`, else that of the active editor, else the one that is picked. `side`: see
 * the request.
 */
export async function chooseModel(server: Server, title: string, uri?: string, side?: ModelSide): Promise<Model> {
  const chosen = uri ?? activeRuleFile()?.toString() ?? (await pickFolder(title));
  return { uri: chosen, ...(await server.ask(entities, { uri: chosen, side })) };
}

/** The file in the active editor, where it is one that has rules. */
export function activeRuleFile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isRuleFile(document) && document.uri.scheme !== 'secgroup-builtin' ? document.uri : undefined;
}

async function pickFolder(title: string): Promise<string | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length < 2) return folders[0]?.uri.toString();
  const choices = folders.map(({ name, uri }) => ({ label: name, description: uri.fsPath, value: uri.toString() }));
  return pick({ title, placeholder: vscode.l10n.t('Workspace folder') }, choices);
}

export function choiceOf(entity: EntitySummary, severalRegions: boolean): Choice<EntitySummary> {
  const { name, id, region, detail, description, kind } = entity;
  const about = [severalRegions ? region : undefined, detail, id].filter(Boolean).join(' · ');
  return {
    label: name,
    description: about,
    iconPath: new vscode.ThemeIcon(icons[kind]),
    ...(description ? { detail: description } : {}),
    value: entity,
  };
}

const icons: Readonly<Record<EntitySummary['kind'], string>> = {
  group: 'shield',
  acl: 'law',
  addresses: 'list-unordered',
  services: 'plug',
  subnet: 'type-hierarchy',
  cvm: 'vm',
};

export const isInSeveralRegions = ({ regions }: Model): boolean => regions.length > 1;

/** The region of the first declaration in the active editor. */
export function regionOfEditor({ entities }: Model): string | undefined {
  const file = activeRuleFile()?.toString();
  return entities.find(({ location }) => normalUri(location.uri) === file)?.region;
}

/** What rows of the trees stand for. */
export const entitiesOf = ({ entities }: Model, nodes: readonly TreeNode[]): readonly EntitySummary[] =>
  nodes.flatMap((node) => entities.find(({ key }) => key === node.entity) ?? []);

/** The region of what rows stand for, where one of their names is known in another region too. */
export function regionOfNames(model: Model, nodes: readonly TreeNode[]): string | undefined {
  const named = entitiesOf(model, nodes);
  const [region, ...others] = new Set(named.map((entity) => entity.region));
  const isElsewhere = ({ name }: EntitySummary): boolean =>
    model.entities.some((each) => each.name === name && each.region !== region);
  return others.length === 0 && named.some(isElsewhere) ? region : undefined;
}

/** The entity with this key, or else the first with this name or id, for a code lens or a script may name it so. */
export function findEntity({ entities }: Model, kind: EntitySummary['kind'], text: string): EntitySummary | undefined {
  const ofKind = entities.filter((entity) => entity.kind === kind);
  return ofKind.find(({ key }) => key === text) ?? ofKind.find(({ name, id }) => name === text || id === text);
}
