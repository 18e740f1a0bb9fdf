import * as vscode from 'vscode';
import { type PacketAnswer, type PacketQuestion, packet } from '#protocol/packets.ts';
import type { Model } from '../commands/models.ts';
import { isInSeveralRegions, regionOfEditor } from '../commands/models.ts';
import { answerOf, type Choice, first, pick, pickOrType } from '../commands/questions.ts';
import { faultText, Refused } from '../languageClient/faults.ts';
import type { Server } from '../languageClient/server.ts';
import { kindName } from '../trees/treeItem.ts';
import { type LineWords, type ManyAsked, type Suggestion, suggestLines, type Word } from './packetLine.ts';
import type { PacketRecords } from './records.ts';
import { verdictText } from './words.ts';

/** The parts of a packet that a tree node, a lens or a script names. */
export interface KnownParts {
  readonly line?: string;
  readonly from?: string;
  readonly to?: string;
  readonly region?: string | undefined;
}

export interface Asked {
  readonly question: PacketQuestion;
  readonly answer: PacketAnswer;
  /** The end that stands for many, where all of them or another one is to be tested. */
  readonly many?: ManyAsked;
}

/** Asks for the packet as a line; Enter in the empty box leads to one question for each part. */
export async function askForPacket(
  server: Server,
  model: Model,
  records: PacketRecords,
  known: KnownParts,
): Promise<Asked> {
  if (known.line !== undefined) return askWithRegion(server, model, { line: known.line, region: known.region });
  if (known.from === undefined && known.to === undefined) {
    const asked = await askForLine(server, model, records);
    if (asked) return asked;
  }
  return askForParts(server, model, records, known);
}

const title = (): string => vscode.l10n.t('Test Packet');

/**
 * The line, completed while it is typed, or one that was tried before. Stays open while the line is no packet, with what is wrong.
 * Undefined where the questions are to be asked one by one, as Enter alone does.
 */
function askForLine(server: Server, model: Model, records: PacketRecords): Promise<Asked | undefined> {
  const words = lineWords(model, records);
  const box = vscode.window.createQuickPick<LineItem>();
  box.title = title();
  box.placeholder = vscode.l10n.t('tcp 22 from office to web-1');
  const offer = (): void => {
    const items = itemsOf(box.value, words);
    box.items = items;
    box.activeItems = items.slice(0, 1);
  };
  offer();
  box.onDidChangeValue(offer);
  return answerOf(box, async (answer: (asked: Asked | undefined) => void) => {
    // The list of a window lags behind the keys of somebody who types fast: what is highlighted counts where it is of this text.
    const offered = itemsOf(box.value, words);
    const highlighted = box.selectedItems[0]?.suggestion;
    const chosen = offered.find(({ suggestion }) => isSame(suggestion, highlighted)) ?? offered[0];
    if (chosen?.suggestion === undefined) return answer(undefined);
    const { line, isWhole, many } = chosen.suggestion;
    if (!isWhole) {
      box.value = line;
      return offer();
    }
    box.busy = true;
    try {
      answer({ ...(await askWithRegion(server, model, { line })), many });
    } catch (error) {
      box.value = line;
      box.items = [faultItem(chosen.suggestion, faultText(error))];
    } finally {
      box.busy = false;
    }
  });
}

const isSame = (one: Suggestion | undefined, other: Suggestion | undefined): boolean =>
  one?.line === other?.line && one?.many?.end === other?.many?.end && one?.many?.how === other?.many?.how;

interface LineItem extends vscode.QuickPickItem {
  /** Absent where the questions are asked one by one. */
  readonly suggestion?: Suggestion;
}

/**
 * Every item is shown whatever was typed: what fits has been found already. The whole line stands behind the label, for a list in a window
 * puts labels that are like what was typed into an order of its own.
 */
function itemsOf(text: string, words: LineWords): readonly LineItem[] {
  const lines = suggestLines(text, words).map((suggestion): LineItem => {
    const { line, word, about = '', isWhole, many } = suggestion;
    if (many) return { ...manyItem(many), description: line, alwaysShow: true, suggestion };
    return {
      ...(word === undefined ? { label: about || title(), description: line } : { label: word, description: about }),
      iconPath: new vscode.ThemeIcon(isWhole ? 'play' : 'edit'),
      alwaysShow: true,
      suggestion,
    };
  });
  if (text.trim() !== '') return lines;
  const oneByOne: LineItem = {
    label: vscode.l10n.t('Choose source, destination, protocol and port'),
    iconPath: new vscode.ThemeIcon('list-selection'),
    alwaysShow: true,
  };
  return [oneByOne, ...lines];
}

const manyItem = ({ name, how }: ManyAsked) =>
  how === 'all'
    ? { label: vscode.l10n.t('Test all of {0}', name), iconPath: new vscode.ThemeIcon('run-all') }
    : { label: vscode.l10n.t('Choose one of {0}…', name), iconPath: new vscode.ThemeIcon('list-selection') };

const faultItem = (suggestion: Suggestion, fault: string): LineItem => ({
  label: title(),
  description: suggestion.line,
  detail: fault,
  iconPath: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  alwaysShow: true,
  suggestion,
});

/** The names of the model, and the packets tried, the newest first. */
function lineWords(model: Model, { all }: PacketRecords): LineWords {
  const many = new Set(
    model.entities
      .filter(({ kind, members }) => kind === 'addresses' || kind === 'subnet' || (members?.length ?? 0) > 1)
      .map(({ name }) => name),
  );
  const wordOf = ({ value, description }: Choice<string>): Word => ({
    text: value,
    ...(description ? { about: description } : {}),
    ...(many.has(value) ? { isMany: true } : {}),
  });
  const tried = new Map<string, Word>();
  for (const { answer } of all) {
    if (!tried.has(answer.line)) tried.set(answer.line, { text: answer.line, about: verdictText(answer.verdict) });
  }
  return {
    ends: endpoints(model).map(wordOf),
    services: protocols(model).map(wordOf),
    ports: ports().map(wordOf),
    tried: [...tried.values()],
  };
}

async function askForParts(server: Server, model: Model, records: PacketRecords, known: KnownParts): Promise<Asked> {
  const { last } = records;
  const ends = endpoints(model);
  const endOf = (placeholder: string, remembered: string | undefined): Promise<string> =>
    pickOrType({ title: title(), placeholder }, withDefault(ends, remembered));
  const from = known.from ?? (await endOf(vscode.l10n.t('Source: a name, an address, any or internet'), last.from));
  const to = known.to ?? (await endOf(vscode.l10n.t('Destination: a name or an address'), last.to));
  const protocol = await pickOrType(
    { title: title(), placeholder: vscode.l10n.t('Protocol or service') },
    withDefault(protocols(model), last.protocol ?? 'tcp'),
  );
  const port = ['tcp', 'udp'].includes(protocol)
    ? await pickOrType({ title: title(), placeholder: vscode.l10n.t('Port') }, withDefault(ports(), last.port ?? '443'))
    : undefined;
  records.remember({ from, to, protocol, port });
  const question = { from, to, protocol, ...(port === undefined ? {} : { port: Number(port) }) };
  return askWithRegion(server, model, { ...question, region: known.region });
}

/** A name that is known in several regions is asked for in each; where more than one has an answer, it is picked. */
async function askWithRegion(server: Server, model: Model, parts: PacketQuestion): Promise<Asked> {
  const question = { ...parts, uri: model.uri };
  const result = await server.ask(packet, question);
  if ('answer' in result) return { question, answer: result.answer };
  if (parts.region !== undefined || !isInSeveralRegions(model)) throw new Refused(result.error);
  const found: Choice<Asked>[] = [];
  for (const { name: region } of model.regions) {
    const inRegion = await server.ask(packet, { ...question, region });
    if ('answer' in inRegion) {
      found.push({ label: region, value: { question: { ...question, region }, answer: inRegion.answer } });
    }
  }
  const [only] = found;
  if (!only) throw new Refused(result.error);
  if (found.length === 1) return only.value;
  const likely = regionOfEditor(model);
  const sorted = first(found, ({ question: { region } }) => region === likely);
  return pick({ title: title(), placeholder: vscode.l10n.t('Region') }, sorted);
}

const endpointKinds = ['cvm', 'group', 'addresses', 'subnet'] as const;

function endpoints(model: Model): readonly Choice<string>[] {
  const here = regionOfEditor(model);
  const own = model.entities
    .filter(({ builtin }) => !builtin)
    .toSorted((a, b) => Number(b.region === here) - Number(a.region === here));
  const named = endpointKinds.flatMap((kind) =>
    own
      .filter((entity) => entity.kind === kind)
      .map(({ name, region, detail }) => ({
        label: name,
        description: [kindName({ kind }), ...(isInSeveralRegions(model) ? [region] : []), detail]
          .filter(Boolean)
          .join(' · '),
        value: name,
      })),
  );
  // The same name in two regions is one choice: the region is asked for.
  const once = named.filter((each, index) => named.findIndex(({ value }) => value === each.value) === index);
  return [...once, { label: 'internet', description: vscode.l10n.t('any public address'), value: 'internet' }];
}

function protocols({ entities }: Model): readonly Choice<string>[] {
  const services = entities.filter(({ kind }) => kind === 'services');
  return [
    ...['tcp', 'udp', 'icmp', 'icmpv6', 'gre'].map((name) => ({ label: name, value: name })),
    ...services
      .filter(({ name }, index) => services.findIndex((each) => each.name === name) === index)
      .map(({ name, detail }) => ({ label: name, description: detail, value: name })),
  ];
}

function ports(): readonly Choice<string>[] {
  const known = {
    22: 'ssh',
    80: 'http',
    443: 'https',
    3306: 'mysql',
    3389: 'rdp',
    5432: 'postgresql',
    6379: 'redis',
    53: 'dns',
  };
  return Object.entries(known).map(([port, name]) => ({ label: port, description: name, value: port }));
}

/** The remembered answer first, so that Enter takes it. */
function withDefault(choices: readonly Choice<string>[], remembered: string | undefined): readonly Choice<string>[] {
  if (remembered === undefined) return choices;
  const known = choices.find(({ value }) => value === remembered) ?? { label: remembered, value: remembered };
  const others = choices.filter(({ value }) => value !== remembered);
  return [{ ...known, description: known.description ?? vscode.l10n.t('last time') }, ...others];
}
