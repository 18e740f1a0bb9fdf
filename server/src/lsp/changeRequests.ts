import { type Outcome, refuse, type User } from '#edits/change.ts';
import { laidOut } from '#edits/laidOut.ts';
import { replaceRules } from '#edits/ruleEdits.ts';
import { type ImportedRules, importRules } from '#formats/importFiles.ts';
import { changeModel } from '#ide/change.ts';
import { nameFault } from '#ide/rename.ts';
import type * as protocol from '#protocol/edits.ts';
import { t } from '#util/l10n.ts';
import { sameItems } from '#util/memo.ts';
import { fileName } from '#util/strings.ts';
import type { Folder } from '#workspace/folder.ts';
import { adoptLive } from './adoptLive.ts';
import { chosenFolders, wantedFolders } from './context.ts';
import { editOfDisk } from './disk.ts';
import type { Handler } from './handlers.ts';
import { importGroups, importOptions, noRuleFile, shownNote, sourceOf, whyNotImported } from './importRequests.ts';
import { locationOf, type PlaceContext } from './places.ts';
import type { Assets, Edited, Models } from './server.ts';
import { canonicalUri } from './uris.ts';
import { documentEdits } from './workspaceEdit.ts';

type Answer = protocol.ModelEdit | protocol.Refusal;

export const change: Handler<typeof protocol.change, Edited & Assets> = async (server, params) => {
  const seen = meantBy(server, params);
  const make = await prepared(server, params);
  const edited = await editOfDisk(server, {
    restsOnAll: true,
    make: () => (sameItems(seen, meantBy(server, params)) ? make() : refusal(changedMeanwhile())),
    filesOf: (answer) => ('documents' in answer ? answer.documents.map(({ uri }) => canonicalUri(server, uri)) : []),
  });
  if ('refused' in edited) return refusal(edited.refused);
  return (await isThere(server, edited.made)) ?? edited.made;
};

/** A file that is to be made may be there all the same, and be left out of the model. */
async function isThere(server: Models, answer: Answer): Promise<protocol.Refusal | undefined> {
  const made = 'documents' in answer ? answer.documents.filter(({ create }) => create === true) : [];
  for (const { uri } of made) {
    if ('text' in (await server.host.read(canonicalUri(server, uri))))
      return refusal(t("'{0}' exists already, but the settings or '.gitignore' exclude it.", fileName(uri)));
  }
  return undefined;
}

/** The change, to be made of the model as it is by then; what has to be waited for is done. */
async function prepared(server: Models & Assets, params: protocol.ChangeParams): Promise<() => Answer> {
  const { change: asked } = params;
  switch (asked.kind) {
    case 'importGroups':
      return importGroups(server, asked);
    case 'adoptLive': {
      const wanted = folderFor(chosenFolders(server, params), asked);
      const adopted = wanted && (await adoptLive(wanted, asked.group));
      return () => changeNow(server, params, (folder) => adopted?.(folder) ?? refuse(noRuleFile()));
    }
    case 'importRules': {
      const source = await sourceOf(server, asked);
      if ('error' in source) return () => refusal(source.error);
      const { files, terraform } = source;
      const imported = await importRules(files, { ...importOptions(server, asked), terraform, group: asked.from });
      return () => changeNow(server, params, (folder) => importInto(folder, asked, imported));
    }
    default:
      return () => changeNow(server, params, (folder) => changeModel(folder, withUri(server, asked)));
  }
}

function changeNow(server: Models, params: protocol.ChangeParams, outcomeIn: (folder: Folder) => Outcome): Answer {
  const { change: asked } = params;
  // A group that is new is wanted, and not live yet.
  const foldersOf = asked.kind === 'newGroup' ? wantedFolders : chosenFolders;
  const folder = folderFor(foldersOf(server, params), asked);
  if (folder === undefined)
    return refusal(t('There are no rule files here: open a folder with .sg or .sg.json files.'));
  if (asked.kind === 'newGroup' && asked.uri !== undefined) {
    const home = server.workspace.folderOf(canonicalUri(server, asked.uri));
    if (home !== folder) return refusal(noRuleFile());
  }
  return toAnswer({ server, folder }, asked, outcomeIn(folder));
}

/**
 * The declarations that a change names by a place in a list, or whose whole list it replaces. Where the disk has other ones by now,
 * the person who asked saw something else.
 */
function meantBy(server: Models, params: protocol.ChangeParams): readonly unknown[] {
  const { change: asked } = params;
  const model = folderFor(chosenFolders(server, params), asked)?.model;
  const blockOf = (key: string) => model?.entities.get(key)?.source.block;
  switch (asked.kind) {
    case 'addRule':
      return asked.before === undefined ? [] : [blockOf(asked.owner)];
    case 'moveRule':
    case 'moveRuleBy':
    case 'duplicateRule':
    case 'removeRules':
      return keysOf(asked).map(blockOf);
    case 'setCvmGroups':
      return [asked.cvm, ...(asked.also ?? [])].map(blockOf);
    case 'changeCvmGroups':
      return asked.cvms.map(blockOf);
    case 'setGroupCvms':
      return (model?.members.get(asked.group) ?? []).map(({ key }) => key);
    default:
      return [];
  }
}

function changedMeanwhile(): string {
  return t('It was changed on disk in the meantime. Look at it again.');
}

function refusal(refused: string): protocol.Refusal {
  return { refused, users: [] };
}

export const checkName: Handler<typeof protocol.checkName, Models> = (server, { uri, kind, name, region, entity }) => {
  const [folder] = chosenFolders(server, { uri });
  if (folder === undefined) return {};
  const fault = nameFault(folder, { kind, region, key: entity }, name);
  return fault === undefined ? {} : { fault, isTaken: folder.model.regions.get(region)?.names.has(name) };
};

/** The model that knows what is to be changed; for something new, the first that has files. */
function folderFor(folders: readonly Folder[], asked: protocol.ModelChange): Folder | undefined {
  const keys = keysOf(asked);
  return (
    folders.find(({ model }) => keys.length > 0 && keys.every((key) => model.entities.has(key))) ??
    folders.find(({ files }) => files.size > 0) ??
    folders[0]
  );
}

function keysOf(asked: protocol.ModelChange): readonly string[] {
  switch (asked.kind) {
    case 'newGroup':
      return asked.copyOf === undefined ? [] : [asked.copyOf];
    case 'deleteGroup':
    case 'cloneGroup':
    case 'describeGroup':
    case 'importRules':
    case 'adoptLive':
    case 'setGroupCvms':
      return [asked.group];
    case 'rename':
      return [asked.entity];
    case 'addRule':
      return [asked.owner];
    case 'moveRule':
    case 'moveRuleBy':
    case 'duplicateRule':
      return [asked.rule, ...(asked.also ?? [])].map(({ owner }) => owner);
    case 'removeRules':
      return asked.rules.map(({ owner }) => owner);
    case 'setCvmGroups':
      return [asked.cvm, ...(asked.also ?? []), ...asked.groups];
    case 'changeCvmGroups':
      return [...asked.cvms, ...asked.add, ...asked.remove];
    case 'attach':
      return [asked.group, ...asked.cvms];
    case 'addExpectation':
    case 'fixPacket':
    case 'importGroups':
      return [];
  }
}

function withUri<C extends { readonly uri?: string } | object>(server: Models, asked: C): C {
  return 'uri' in asked && typeof asked.uri === 'string' ? { ...asked, uri: canonicalUri(server, asked.uri) } : asked;
}

function importInto(
  folder: Folder,
  asked: Extract<protocol.ModelChange, { kind: 'importRules' }>,
  imported: ImportedRules,
): Outcome {
  if (!imported.ok) return refuse(whyNotImported(imported));
  const { inbound, outbound } = imported;
  const outcome = laidOut(
    folder.files,
    replaceRules(folder, asked.group, { inbound, outbound, append: asked.append === true }),
  );
  return 'refused' in outcome ? outcome : { ...outcome, notes: [...imported.notes.map(shownNote), ...outcome.notes] };
}

function toAnswer(
  context: PlaceContext,
  asked: protocol.ModelChange,
  outcome: Outcome,
): protocol.ModelEdit | protocol.Refusal {
  if ('refused' in outcome) return toRefusal(context, asked, outcome);
  const { reveal } = outcome;
  return {
    label: outcome.label,
    documents: documentEdits(context, outcome.edits),
    reveal: reveal && locationOf(context, { uri: reveal.uri, start: reveal.offset, end: reveal.offset }),
    notes: outcome.notes,
    stranded: outcome.stranded,
    takesOut: outcome.takesOut && usesOf(context, outcome.takesOut),
  };
}

function usesOf(context: PlaceContext, users: readonly User[]): readonly protocol.Use[] {
  return users.map(({ label, ...place }) => ({ label, location: locationOf(context, place) }));
}

function toRefusal(
  context: PlaceContext,
  asked: protocol.ModelChange,
  outcome: Extract<Outcome, { refused: string }>,
): protocol.Refusal {
  const canDetach = outcome.detachable && asked.kind === 'deleteGroup';
  return {
    refused: outcome.refused,
    users: usesOf(context, outcome.users),
    offer: canDetach ? { title: t('Detach and Delete'), change: { ...asked, detach: true } } : undefined,
  };
}
