import type * as ast from '#syntax/ast.ts';
import { parse } from '#syntax/parse.ts';
import { lineBreak } from '#text/lines.ts';
import { t } from '#util/l10n.ts';
import { type Context, Edits, insertion, type Outcome, refuse } from './change.ts';

/** Writes an `expect` line behind the last one of its region, in the file asked for, or else in the file that has most of them. */
export function addExpectation(
  context: Context,
  { line, region, uri }: { readonly line: string; readonly region: string; readonly uri?: string },
): Outcome {
  const { blocks } = parse(line);
  if (
    blocks.some(({ block }) => block.problems.length > 0) ||
    !blocks.some(({ block }) => block.declaration?.kind === 'expect')
  ) {
    return refuse(t("'{0}' is not an expectation: write 'expect allow tcp 22 from a to b'.", line));
  }
  const files = [...context.files.values()].filter(
    ({ tree, uri: own }) => tree.language === 'sg' && (uri === undefined || own === uri),
  );
  const near = files
    .map((file) => ({ file, ends: endsOfExpectations(context, file.tree.blocks, region) }))
    .toSorted((a, b) => b.ends.length - a.ends.length);
  const [first] = near;
  if (first === undefined) return refuse(t('There is no rule file yet: make one first (Security Group: New File).'));
  const { file, ends } = first;
  const eol = lineBreak(file.text);
  const end = ends.at(-1);
  if (end !== undefined) {
    const offset = end + (/^[^\r\n]*/.exec(file.text.slice(end))?.[0].length ?? 0);
    return changeOf(file.uri, offset, `${eol}${line}`);
  }
  // The end of the file may be in another region.
  const home = files.find((each) => regionAtEnd(context, each.tree.blocks) === region) ?? file;
  const lead = home.text === '' || /[\r\n]$/.test(home.text) ? '' : eol;
  const head = regionAtEnd(context, home.tree.blocks) === region ? '' : `${eol}region ${region}${eol}`;
  return changeOf(home.uri, home.text.length, `${lead}${head}${eol}${line}${eol}`);
}

type Blocks = readonly ast.PlacedBlock[];

function endsOfExpectations({ model }: Context, blocks: Blocks, region: string): readonly number[] {
  return blocks.flatMap(({ block, start }) => {
    const node = block.declaration;
    return node?.kind === 'expect' && model.bindings.get(block)?.region === region ? [start + node.end] : [];
  });
}

function regionAtEnd({ model }: Context, blocks: Blocks): string | undefined {
  const last = blocks.findLast(({ block }) => model.bindings.has(block));
  return last === undefined ? undefined : model.bindings.get(last.block)?.region;
}

function changeOf(uri: string, offset: number, text: string): Outcome {
  return {
    label: t('Add expectation'),
    edits: new Edits().add(uri, insertion(offset, text)).byFile,
    reveal: { uri, offset },
    notes: [],
  };
}
