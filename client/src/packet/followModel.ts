import type * as vscode from 'vscode';
import { type PacketAnswer, packet } from '#protocol/packets.ts';
import { oneAtATime } from '../languageClient/oneAtATime.ts';
import type { Server } from '../languageClient/server.ts';
import type { PacketRecords } from './records.ts';

/** Asks every packet again whenever the model changes, so that no row and no page tells of an earlier one without saying so. */
export function followModel(server: Server, records: PacketRecords): vscode.Disposable {
  async function askAgain(): Promise<void> {
    const results = new Map<string, PacketAnswer | string>();
    for (const { id, question, answer, outdated } of records.all) {
      const result = await server.ask(packet, question);
      const now = 'error' in result ? result.error : result.answer;
      const known = outdated ?? answer;
      if (JSON.stringify(now) !== JSON.stringify(known)) results.set(id, now);
    }
    if (results.size > 0) records.update(results);
  }

  const follow = oneAtATime(async () => {
    try {
      await askAgain();
    } catch (error) {
      // A server that is starting or gone answers nothing: the next change of the model asks again.
      server.log.debug(`packets: ${String(error)}`);
    }
  });

  return server.onDidChangeModel(follow);
}
