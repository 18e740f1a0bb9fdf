import * as vscode from 'vscode';
import { type PacketAnswer, type PacketQuestion, packet } from '#protocol/packets.ts';
import type { Model } from '../commands/models.ts';
import { isInSeveralRegions, regionOfEditor } from '../commands/models.ts';
import { type Choice, first, pick, pickOrType } from '../commands/questions.ts';
import type { Server } from '../languageClient/server.ts';
import type { PacketRecords } from './records.ts';

/** What of a packet is known already: from a tree node, a lens, a script. */
export interface KnownParts {
  readonly line?: string;
  readonly from?: string;
  readonly to?: string;
  readonly region?: string;
}

export interface Asked {
  readonly question: PacketQuestion;
  readonly answer: PacketAnswer;
}

/** The whole line in the first input, or, with Enter alone, one question after the other. */
export async function askForPacket(
  server: Server,
  model: Model,
  records: PacketRecords,
  known: KnownParts,
): Promise<Asked> {
  if (known.line !== undefined) return askWithRegion(server, model, { line: known.line });
  if (known.from === undefined && known.to === undefined) {
    const asked = await askForLine(server, model);
    if (asked) return asked;
  }
  return askForParts(server, model, records, known);
}

const title = (): string => vscode.l10n.t('Test Packet');

/** Stays open while the line is no packet, with what is wrong. Undefined where it was left empty. */
function askForLine(server: Server, model: Model): Promise<Asked | undefined> {
  const box = vscode.window.createInputBox();
  box.title = title();
  box.placeholder = vscode.l10n.t('tcp 22 from office to web-1');
  box.prompt = vscode.l10n.t('The packet in one line, or Enter to be asked for source, destination, protocol and port');
  box.onDidChangeValue(() => {
    box.validationMessage = undefined;
  });
  return new Promise((resolve, reject) => {
    box.onDidAccept(async () => {
      const line = box.value.trim();
      if (line === '') {
        resolve(undefined);
        box.hide();
        return;
      }
      box.busy = true;
      try {
        resolve(await askWithRegion(server, model, { line }));
        box.hide();
      } catch (error) {
        box.validationMessage = error instanceof Error ? error.message : String(error);
      } finally {
        box.busy = false;
      }
    });
    box.onDidHide(() => {
      reject(new vscode.CancellationError());
      box.dispose();
    });
    box.show();
  });
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
  if (parts.region !== undefined || !isInSeveralRegions(model)) throw new Error(result.error);
  const found: Choice<Asked>[] = [];
  for (const { name: region } of model.regions) {
    const inRegion = await server.ask(packet, { ...question, region });
    if ('answer' in inRegion) {
      found.push({ label: region, value: { question: { ...question, region }, answer: inRegion.answer } });
    }
  }
  const [only] = found;
  if (!only) throw new Error(result.error);
  if (found.length === 1) return only.value;
  const likely = regionOfEditor(model);
  const sorted = first(found, ({ question: { region } }) => region === likely);
  return pick({ title: title(), placeholder: vscode.l10n.t('Region') }, sorted);
}

const endpointKinds = ['cvm', 'group', 'addresses', 'subnet'] as const;

function endpoints(model: Model): readonly Choice<string>[] {
  const own = model.entities.filter(({ builtin }) => !builtin);
  const named = endpointKinds.flatMap((kind) =>
    own
      .filter((entity) => entity.kind === kind)
      .map(({ name, region, detail }) => ({
        label: name,
        description: [kind, ...(isInSeveralRegions(model) ? [region] : []), detail].filter(Boolean).join(' · '),
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
