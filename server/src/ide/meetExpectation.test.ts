// Guards the rules that make a failed expectation hold: few, in the words of the expectation, and they do make it hold.
import { expect, test } from 'vitest';
import { judgeExpectation } from '#engine/reach/expectation.ts';
import { applyEdits } from '#text/textEdit.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { ask } from '../../test/support/checkIde.ts';
import { codeActions } from './codeActions.ts';

function mended(fixture: string): { readonly title: string | undefined; readonly text: string } {
  const { folder, uri, selection } = ask(fixture);
  const action = codeActions(folder, uri, selection, new Set(['fix'])).find(({ title }) =>
    title.startsWith('Make it hold'),
  );
  const texts = new Map([...folder.files].map(([each, { text }]) => [each, text]));
  for (const [each, edits] of action?.edits ?? []) texts.set(each, applyEdits(texts.get(each) ?? '', edits));
  if (action !== undefined) {
    const { model } = loadFixture(texts);
    expect(model.expectations.map((one) => judgeExpectation(model, one).status)).toEqual(['passed']);
    expect(action.changesPackets).toBe(true);
    // Its answer in the model as it is has not become another one by the trial.
    expect(folder.model.expectations.map((one) => judgeExpectation(folder.model, one).status)).toEqual(['failed']);
  }
  return { title: action?.title, text: texts.get(uri) ?? '' };
}

const WEB = (rules: string): string => `group web {
  inbound {
${rules}  }
  outbound {
    allow all to any
  }
}
addresses office {
  203.0.113.0/24
}
cvm web-1 { private-ip 10.0.0.1 groups web }
`;

test('what is to be allowed is let in where it is stopped, with the peers that the expectation names', () => {
  const { title, text } = mended(`${WEB('    deny ssh from any\n')}expect al$0low ssh from office to web-1\n`);
  expect(title).toBe("Make it hold: add 'allow ssh from office' to inbound of web");
  expect(text).toContain('    allow ssh from office\n    deny  ssh from any\n');
});

test('what is to be denied is denied where it is let in last', () => {
  const { title } = mended(`${WEB('    allow tcp from any\n')}expect de$0ny tcp 22 from any to web-1\n`);
  expect(title).toBe("Make it hold: add 'deny tcp 22 from any' to inbound of web");
});

test('a rule at each filter that stops it', () => {
  const { title } = mended(`${WEB('    deny all from any\n')}group db {
  inbound {
  }
}
cvm db-1 { private-ip 10.0.0.2 groups db }
expect al$0low ssh from db to web
`);
  expect(title).toBe("Make it hold: add 'allow ssh to web' to outbound of db; 'allow ssh from db' to inbound of web");
});

test('the end of an expectation that rules cannot name is its address', () => {
  const { title } = mended(`${WEB('')}cvm ops { private-ip 10.0.0.9 groups web }
expect al$0low ssh from ops to web-1
`);
  expect(title).toBe("Make it hold: add 'allow ssh from 10.0.0.9' to inbound of web");
});

test('nothing where no rule of a file can help', () => {
  expect(mended('cvm bare { private-ip 10.0.0.2 }\nexpect de$0ny ssh from 8.8.8.8 to bare\n').title).toBeUndefined();
});

test('a rule that one above it takes packets from goes to the top, once', () => {
  const { title, text } =
    mended(`${WEB('    allow tcp from 10.0.0.0/8\n    allow tcp from any\n')}cvm far { private-ip 10.0.0.9 }
expect de$0ny tcp 22 from any to web-1
`);
  expect(title).toBe("Make it hold: add 'deny tcp 22 from any' to inbound of web");
  expect(text).toContain('    deny  tcp 22 from any\n    allow tcp    from 10.0.0.0/8\n');
});
