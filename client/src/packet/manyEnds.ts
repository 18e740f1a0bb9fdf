import * as vscode from 'vscode';
import { packet } from '#protocol/packets.ts';
import { pickOrType } from '../commands/questions.ts';
import { Refused } from '../languageClient/faults.ts';
import type { Server } from '../languageClient/server.ts';
import type { Asked } from './askForPacket.ts';

type End = 'from' | 'to';

/** The same packet with another of the machines or addresses that its end stands for, which is asked for. */
export async function askForAnother(server: Server, record: Asked, end: End): Promise<Asked> {
  const { name = '', choices = [] } = record.answer.many.find((many) => many.end === end) ?? {};
  const chosen = await pickOrType(
    { title: vscode.l10n.t('Test Packet'), placeholder: vscode.l10n.t('Which of {0}?', name) },
    choices.map((choice) => ({ label: choice, value: choice })),
  );
  const asked = await askWith(server, record, end, chosen);
  if ('error' in asked) throw new Refused(asked.error);
  return asked;
}

/** The packet with each of them. The denied ones are last, for the view shows the newest first. */
export async function askForAll(server: Server, record: Asked, end: End): Promise<readonly Asked[]> {
  const found: Asked[] = [];
  for (const choice of record.answer.many.find((many) => many.end === end)?.choices ?? []) {
    const asked = await askWith(server, record, end, choice);
    if (!('error' in asked)) found.push(asked);
  }
  const denied = (asked: Asked): number => (asked.answer.verdict === 'deny' ? 1 : 0);
  const sorted = found.toSorted((a, b) => denied(a) - denied(b));
  const count = sorted.filter(denied).length;
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} of {1} packets are denied.', count, sorted.length), 8000);
  return sorted;
}

async function askWith(
  server: Server,
  { question, answer }: Asked,
  end: End,
  chosen: string,
): Promise<Asked | { readonly error: string }> {
  const [, service = '', from = '', to = ''] = /^(.*?) from (.*) to (.*)$/.exec(answer.line) ?? [];
  const line = end === 'from' ? `${service} from ${chosen} to ${to}` : `${service} from ${from} to ${chosen}`;
  const { uri, region } = question;
  const asked = { line, uri, region };
  const result = await server.ask(packet, asked);
  return 'error' in result ? result : { question: asked, answer: result.answer };
}
