// Whether answers are well formed: all that the protocol requires is there, nothing is that it does not know, ranges lie in the text
// of their file, edits of one file do not overlap. Written after version 3.18 of the protocol, for the requests that are answered.

import type { LineIndex } from '#text/lineIndex.ts';
import { lineEnd, lineIndex } from '#text/lineIndex.ts';

/** Adds to `faults` what is wrong with a value; `path` leads to it. */
type Check = (value: unknown, path: string, context: Context) => void;

export interface Context {
  /** Texts by URI: places in files that are not here are not looked at. */
  readonly texts: ReadonlyMap<string, string>;
  /** The file of the request. */
  readonly uri: string;
  readonly faults: string[];
}

/** What is wrong with the result of a request; empty where it is well formed. */
export function faultsOf(
  method: string,
  result: unknown,
  texts: ReadonlyMap<string, string>,
  uri: string,
): readonly string[] {
  const check = results[method];
  if (check === undefined) return [`${method}: no shape is known`];
  const context: Context = { texts, uri, faults: [] };
  check(result, method, context);
  return context.faults;
}

const indexes = new Map<string, LineIndex>();

function indexOf(text: string): LineIndex {
  let index = indexes.get(text);
  if (index === undefined) {
    index = lineIndex(text);
    indexes.set(text, index);
  }
  return index;
}

function fail(context: Context, path: string, what: string): void {
  context.faults.push(`${path}: ${what}`);
}

function type(name: 'string' | 'boolean' | 'number'): Check {
  return (value, path, context) => {
    if (typeof value !== name) fail(context, path, `is no ${name}`);
  };
}

const text = type('string');
const flag = type('boolean');
const any: Check = () => {};
const filled: Check = (value, path, context) => {
  if (typeof value !== 'string' || value.trim() === '') fail(context, path, 'is an empty string');
};
const natural: Check = (value, path, context) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) fail(context, path, 'is no natural number');
};

function oneOf(...values: readonly unknown[]): Check {
  return (value, path, context) => {
    if (!values.includes(value)) fail(context, path, `${JSON.stringify(value)} is none of ${values.join(', ')}`);
  };
}

function between(first: number, last: number): Check {
  return oneOf(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

function list(item: Check): Check {
  return (value, path, context) => {
    if (!Array.isArray(value)) return fail(context, path, 'is no list');
    for (const [i, each] of value.entries()) item(each, `${path}[${i}]`, context);
  };
}

function orNull(check: Check): Check {
  return (value, path, context) => {
    if (value !== null) check(value, path, context);
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these members; one whose name ends in `?` may be absent, and no other may be there. */
function object(members: Readonly<Record<string, Check>>, also?: Check): Check {
  return (value, path, context) => {
    if (!isObject(value)) return fail(context, path, 'is no object');
    for (const key of Object.keys(value)) {
      if (!(key in members) && !(`${key}?` in members)) fail(context, path, `'${key}' is not known`);
    }
    for (const [written, check] of Object.entries(members)) {
      const key = written.replace(/\?$/, '');
      if (value[key] !== undefined) check(value[key], `${path}.${key}`, context);
      else if (key === written) fail(context, path, `'${key}' is missing`);
    }
    also?.(value, path, context);
  };
}

function either(...checks: readonly Check[]): Check {
  return (value, path, context) => {
    const tries = checks.map((check) => {
      const faults: string[] = [];
      check(value, path, { ...context, faults });
      return faults;
    });
    const best = tries.toSorted((a, b) => a.length - b.length)[0] ?? [];
    context.faults.push(...best);
  };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

const position = object({ line: natural, character: natural });

function inText(context: Context, uri: string, { line, character }: Position): boolean {
  const content = context.texts.get(uri);
  if (content === undefined) return true;
  const index = indexOf(content);
  const start = index.starts[line];
  return start !== undefined && start + character <= lineEnd(index, line);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function rangeOf(uriOf: (context: Context) => string): Check {
  return object({ start: position, end: position }, (value, path, context) => {
    const { start, end } = value as { start: Position; end: Position };
    if (isBefore(end, start)) fail(context, path, 'ends before it begins');
    if (!inText(context, uriOf(context), start) || !inText(context, uriOf(context), end))
      fail(context, path, 'lies outside of the text');
  });
}

const range = rangeOf(({ uri }) => uri);

/** Members of an object whose `uri` says which file its ranges are of. */
function located(members: Readonly<Record<string, Check>>, key = 'uri', also?: Check): Check {
  return (value, path, context) => {
    const uri = isObject(value) && typeof value[key] === 'string' ? value[key] : context.uri;
    object(members, also)(value, path, { ...context, uri });
  };
}

const location = located({ uri: filled, range });

function inside(outer: string, inner: string): Check {
  return (value, path, context) => {
    const object = value as Record<string, { start: Position; end: Position }>;
    const [a, b] = [object[outer], object[inner]];
    if (a && b && (isBefore(b.start, a.start) || isBefore(a.end, b.end)))
      fail(context, path, `${inner} is not within ${outer}`);
  };
}

const locationLink = located(
  { 'originSelectionRange?': any, targetUri: filled, targetRange: range, targetSelectionRange: range },
  'targetUri',
  inside('targetRange', 'targetSelectionRange'),
);

const textEdit = object({ range, newText: text, 'annotationId?': filled });

const noOverlap: Check = (value, path, context) => {
  const edits = (value as { range: { start: Position; end: Position } }[]).toSorted((a, b) =>
    isBefore(a.range.start, b.range.start)
      ? -1
      : isBefore(b.range.start, a.range.start)
        ? 1
        : isBefore(a.range.end, b.range.end)
          ? -1
          : 1,
  );
  for (let i = 1; i < edits.length; i++) {
    const [before, edit] = [edits[i - 1], edits[i]];
    if (before && edit && isBefore(edit.range.start, before.range.end)) fail(context, path, 'has edits that overlap');
  }
};

const edits: Check = (value, path, context) => {
  list(textEdit)(value, path, context);
  if (Array.isArray(value)) noOverlap(value, path, context);
};

const workspaceEdit: Check = object({
  'changes?': (value, path, context) => {
    if (!isObject(value)) return fail(context, path, 'is no object');
    for (const [uri, each] of Object.entries(value)) edits(each, `${path}['${uri}']`, { ...context, uri });
  },
  'documentChanges?': list((value, path, context) => {
    const uri = isObject(value) && isObject(value['textDocument']) ? String(value['textDocument']['uri']) : '';
    object({ textDocument: object({ uri: filled, version: orNull(natural) }), edits })(value, path, {
      ...context,
      uri,
    });
  }),
  'changeAnnotations?': (value, path, context) => {
    if (!isObject(value)) return fail(context, path, 'is no object');
    const annotation = object({ label: filled, 'needsConfirmation?': flag, 'description?': text });
    for (const [key, each] of Object.entries(value)) annotation(each, `${path}.${key}`, context);
  },
});

const markup = object({ kind: oneOf('markdown', 'plaintext'), value: filled });
const command = object({ title: filled, command: filled, 'arguments?': list(any) });

const diagnostic = object({
  range,
  severity: between(1, 4),
  code: filled,
  'codeDescription?': object({ href: filled }),
  source: filled,
  message: filled,
  'tags?': list(between(1, 2)),
  'relatedInformation?': list(object({ location, message: filled })),
  'data?': any,
});

const documentSymbol: Check = (value, path, context) =>
  object(
    {
      name: filled,
      'detail?': text,
      kind: between(1, 26),
      range,
      selectionRange: range,
      'children?': list(documentSymbol),
    },
    inside('range', 'selectionRange'),
  )(value, path, context);

const symbolInformation = object({ name: filled, kind: between(1, 26), 'containerName?': text, location });

const selectionRange: Check = (value, path, context) =>
  object({ range, 'parent?': selectionRange }, (each, at) => {
    const { range: own, parent } = each as {
      range: { start: Position; end: Position };
      parent?: { range: typeof own };
    };
    if (parent && (isBefore(own.start, parent.range.start) || isBefore(parent.range.end, own.end)))
      fail(context, at, 'is not within its parent');
  })(value, path, context);

const tokenData: Check = (value, path, context) => {
  list(natural)(value, path, context);
  if (Array.isArray(value) && value.length % 5 !== 0) fail(context, path, 'has no whole tokens');
};

const item = located(
  {
    name: filled,
    kind: between(1, 26),
    'detail?': text,
    uri: filled,
    range,
    selectionRange: range,
    'data?': any,
  },
  'uri',
  inside('range', 'selectionRange'),
);

const completionItem = object({
  label: filled,
  'labelDetails?': object({ 'detail?': text, 'description?': text }),
  'kind?': between(1, 25),
  'detail?': text,
  'documentation?': markup,
  'sortText?': filled,
  'filterText?': filled,
  'insertTextFormat?': between(1, 2),
  'textEdit?': object({ range, newText: text }),
  'insertText?': text,
  'data?': any,
  'commitCharacters?': list(filled),
});

const full = { kind: oneOf('full'), 'resultId?': filled, items: list(diagnostic) };
const unchanged = { kind: oneOf('unchanged'), resultId: filled };

const results: Readonly<Record<string, Check>> = {
  'textDocument/diagnostic': either(object(full), object(unchanged)),
  'workspace/diagnostic': object({
    items: list((value, path, context) => {
      const own = { uri: filled, version: orNull(natural) };
      const uri = isObject(value) ? String(value['uri']) : '';
      const shape =
        isObject(value) && value['kind'] === 'unchanged'
          ? object({ ...unchanged, ...own })
          : object({ ...full, ...own });
      shape(value, path, { ...context, uri });
    }),
  }),
  'textDocument/hover': orNull(object({ contents: markup, range })),
  'textDocument/completion': orNull(
    object({
      isIncomplete: flag,
      'itemDefaults?': object({ 'editRange?': range, 'insertTextFormat?': between(1, 2) }),
      items: list(completionItem),
    }),
  ),
  'completionItem/resolve': completionItem,
  'textDocument/definition': orNull(either(list(locationLink), location)),
  'textDocument/declaration': orNull(either(list(locationLink), location)),
  'textDocument/typeDefinition': orNull(either(list(locationLink), location)),
  'textDocument/references': list(location),
  'textDocument/documentHighlight': list(object({ range, kind: between(1, 3) })),
  'textDocument/prepareRename': object({ range, placeholder: filled }),
  'textDocument/rename': workspaceEdit,
  'textDocument/codeAction': list(
    object({
      title: filled,
      kind: filled,
      'diagnostics?': list(diagnostic),
      'isPreferred?': flag,
      edit: workspaceEdit,
    }),
  ),
  'textDocument/formatting': edits,
  'textDocument/rangeFormatting': edits,
  'textDocument/onTypeFormatting': edits,
  'textDocument/documentSymbol': either(list(documentSymbol), list(symbolInformation)),
  'workspace/symbol': list(symbolInformation),
  'textDocument/foldingRange': list(
    object({ startLine: natural, endLine: natural, 'kind?': oneOf('comment', 'region', 'imports') }),
  ),
  'textDocument/selectionRange': orNull(list(selectionRange)),
  'textDocument/semanticTokens/full': object({ 'resultId?': filled, data: tokenData }),
  'textDocument/semanticTokens/full/delta': either(
    object({ 'resultId?': filled, data: tokenData }),
    object({
      'resultId?': filled,
      edits: list(object({ start: natural, deleteCount: natural, 'data?': list(natural) })),
    }),
  ),
  'textDocument/semanticTokens/range': object({ 'resultId?': filled, data: tokenData }),
  'textDocument/inlayHint': list(
    object({
      position,
      label: filled,
      'tooltip?': either(text, markup),
      'paddingLeft?': flag,
      'paddingRight?': flag,
      'kind?': between(1, 2),
    }),
  ),
  'textDocument/codeLens': list(object({ range, command })),
  'textDocument/documentLink': list(object({ range, target: filled, 'tooltip?': text })),
  'textDocument/prepareCallHierarchy': orNull(list(item)),
  'callHierarchy/incomingCalls': list((value, path, context) => {
    const uri = isObject(value) && isObject(value['from']) ? String(value['from']['uri']) : '';
    object({ from: item, fromRanges: list(range) })(value, path, { ...context, uri });
  }),
  'callHierarchy/outgoingCalls': list(object({ to: item, fromRanges: list(range) })),
  'workspace/willRenameFiles': orNull(workspaceEdit),
};
