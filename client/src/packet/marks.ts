import * as vscode from 'vscode';
import { type PacketAnswer, packet } from '#protocol/packets.ts';
import type { Location } from '#protocol/requests.ts';
import { normalUri, toRange } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import type { PacketRecord } from './records.ts';
import { decidingStep, reasonText, verdictText } from './words.ts';

export interface Marks extends vscode.Disposable {
  /** Marks the rules that decided a packet, and those passed over, in all editors. Until dismissed. */
  show(record: PacketRecord): void;
  dismiss(): void;
}

interface Mark {
  readonly kind: 'deciding' | 'passed';
  /** A rule, or the end of a list. */
  readonly rule: Location;
  readonly note: string;
}

export function editorMarks(server: Server): Marks {
  const deciding = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('secgroup.decidingRuleBackground'),
    borderWidth: '1px',
    borderStyle: 'solid',
    borderColor: new vscode.ThemeColor('secgroup.decidingRuleBorder'),
    overviewRulerColor: new vscode.ThemeColor('secgroup.decidingRuleBorder'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  const passed = vscode.window.createTextEditorDecorationType({ isWholeLine: true });
  let record: PacketRecord | undefined;
  let marks: readonly Mark[] = [];

  const paint = (editors: readonly vscode.TextEditor[] = vscode.window.visibleTextEditors): void => {
    for (const editor of editors) {
      const uri = editor.document.uri.toString();
      const here = marks.filter(({ rule }) => normalUri(rule.uri) === uri);
      const of = (kind: Mark['kind']) => here.filter((mark) => mark.kind === kind).map(decoration);
      editor.setDecorations(deciding, of('deciding'));
      editor.setDecorations(passed, of('passed'));
    }
  };
  const set = (next: readonly Mark[]): void => {
    marks = next;
    void vscode.commands.executeCommand('setContext', 'secgroup.marked', marks.length > 0);
    paint();
  };

  /** Called after an edit: the rules may stand elsewhere, and others may decide. */
  const markAnew = async (): Promise<void> => {
    const asked = record;
    if (!asked) return;
    const result = await server.ask(packet, asked.question).catch(() => undefined);
    if (result && 'answer' in result && record === asked) set(marksOf(result.answer));
  };

  const subscriptions = [
    deciding,
    passed,
    vscode.window.onDidChangeVisibleTextEditors((editors) => paint(editors)),
    server.onDidChangeModel(markAnew),
  ];
  return {
    show(next) {
      record = next;
      set(marksOf(next.answer));
    },
    dismiss() {
      record = undefined;
      set([]);
    },
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

/** One mark for each line. A rule that decided in one step and was passed over in another is marked as deciding. */
function marksOf(answer: PacketAnswer): readonly Mark[] {
  const settled = decidingStep(answer);
  const found = new Map<string, Mark>();
  const add = (mark: Mark): void => {
    const key = `${mark.rule.uri}#${mark.rule.range.start.line}`;
    if (found.get(key)?.kind !== 'deciding') found.set(key, mark);
  };
  for (const step of [...answer.request, ...answer.answer.steps]) {
    const note = `← ${verdictText(step.action)}${step === settled ? `: ${answer.line}` : ''}`;
    if (step.rule) add({ kind: 'deciding', rule: step.rule, note });
    else if (step.end) add({ kind: 'deciding', rule: step.end, note: `${note} — ${reasonText(step)}` });
    for (const { rule, why } of step.passed) add({ kind: 'passed', rule, note: why });
  }
  return [...found.values()];
}

function decoration({ kind, rule, note }: Mark): vscode.DecorationOptions {
  const color = new vscode.ThemeColor(
    kind === 'deciding' ? 'secgroup.decidingRuleBorder' : 'secgroup.passedRuleForeground',
  );
  return {
    range: toRange(rule.range),
    renderOptions: { after: { contentText: note, color, margin: '0 0 0 2em', fontStyle: 'italic' } },
  };
}
