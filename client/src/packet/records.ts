import * as vscode from 'vscode';
import type { PacketAnswer, PacketQuestion } from '#protocol/packets.ts';

/** A packet that was tried. */
export interface PacketRecord {
  readonly id: string;
  readonly question: PacketQuestion;
  readonly answer: PacketAnswer;
  readonly pinned: boolean;
  /** Why the packet can no longer be tested. The answer is then of an earlier state. */
  readonly outdated?: string;
}

/** The last answers to the questions, which are the defaults of the next test. */
export interface LastAnswers {
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
  readonly port?: string;
}

/** The packets tried, newest first, kept with the workspace: the pinned ones and the last thirty. */
export interface PacketRecords extends vscode.Disposable {
  readonly all: readonly PacketRecord[];
  readonly last: LastAnswers;
  readonly onDidChange: vscode.Event<void>;
  add(question: PacketQuestion, answer: PacketAnswer): PacketRecord;
  /** Puts in the present answers, or why there is none, by id. The order stays. */
  update(results: ReadonlyMap<string, PacketAnswer | string>): void;
  /** Removes one; nothing happens where it has been removed already. */
  remove(record: PacketRecord): void;
  setPinned(record: PacketRecord, pinned: boolean): void;
  /** Removes all that are not pinned. */
  clear(): void;
  remember(answers: LastAnswers): void;
}

const EMPTY = { incomplete: [], changes: [], many: [] };
const most = 30;
const recordsKey = 'secgroup.packets';
const answersKey = 'secgroup.lastAnswers';

export function packetRecords(memento: vscode.Memento): PacketRecords {
  const changed = new vscode.EventEmitter<void>();
  // Records of an older version do not say what was not read, and have no list of changes.
  let all: readonly PacketRecord[] = memento
    .get<readonly PacketRecord[]>(recordsKey, [])
    .map((record) => ({ ...record, answer: { ...EMPTY, ...record.answer } }));
  let last: LastAnswers = memento.get<LastAnswers>(answersKey, {});
  let count = 0;

  const set = (records: readonly PacketRecord[]): void => {
    let unpinned = 0;
    all = records.filter(({ pinned }) => pinned || ++unpinned <= most);
    void memento.update(recordsKey, all);
    showThatThereAreSome();
    changed.fire();
  };
  const showThatThereAreSome = (): void => {
    void vscode.commands.executeCommand('setContext', 'secgroup.packets.any', all.length > 0);
  };
  showThatThereAreSome();

  return {
    get all() {
      return all;
    },
    get last() {
      return last;
    },
    onDidChange: changed.event,
    add(question, answer) {
      const record = { id: `${Date.now()}.${count++}`, question, answer, pinned: false };
      set([record, ...all]);
      return record;
    },
    update(results) {
      set(
        all.map((record) => {
          const result = results.get(record.id);
          if (result === undefined) return record;
          const { outdated: _, ...known } = record;
          return typeof result === 'string' ? { ...record, outdated: result } : { ...known, answer: result };
        }),
      );
    },
    remove: ({ id }) => set(all.filter((each) => each.id !== id)),
    setPinned: ({ id }, pinned) => set(all.map((each) => (each.id === id ? { ...each, pinned } : each))),
    clear: () => set(all.filter(({ pinned }) => pinned)),
    remember(answers) {
      last = { ...last, ...answers };
      void memento.update(answersKey, last);
    },
    dispose: () => changed.dispose(),
  };
}
