// Guards that what management writes stands as the formatter would lay it out, and that a layout of one's own is kept.
import { expect, test } from 'vitest';
import { layOut } from '#formats/sg/layOut.ts';
import { changeModel, type ModelChange } from '#ide/change.ts';
import { codeActions } from '#ide/codeActions.ts';
import { applyEdits } from '#text/textEdit.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';

const URI = 'file:///project/a.sg';
const ALL_KINDS = ['fix', 'extract', 'inline', 'rewrite', 'fixAll'] as const;

function changed(text: string, make: (keyOf: (name: string) => string) => ModelChange): string {
  const snapshot = loadFiles({
    root: 'file:///project',
    texts: new Map([[URI, text]]),
    today: '2026-11-24',
    limits: commandLimits,
  });
  const keyOf = (name: string) =>
    [...snapshot.model.entities.values()].find((entity) => entity.name === name && !entity.builtin)?.key ?? '';
  const outcome = changeModel(snapshot, make(keyOf));
  if ('refused' in outcome) throw new Error(outcome.refused);
  return applyEdits(text, outcome.edits.get(URI) ?? []);
}

const canonical = layOut(`region r1

group web "Front end" {
  inbound {
    allow tcp 80 from any # all
    allow tcp 443 from 10.0.0.0/8 "inside"
    deny all from any
  }
}

group db {
  inbound { allow tcp 3306 from web }
}

expect allow tcp 80 from any to web
expect deny tcp 22 from any to web "never"

cvm web-1 {
  private-ip 10.0.0.1
  groups db
}

cvm web-2 {
  private-ip 10.0.0.2
}
`);

const rule = {
  action: 'allow',
  service: 'tcp 8000-8999,9000-9999',
  peers: ['10.20.30.0/24', 'db'],
  description: 'long',
} as const;
const changes: readonly ((keyOf: (name: string) => string) => ModelChange)[] = [
  (keyOf) => ({ kind: 'addRule', owner: keyOf('web'), direction: 'inbound', rule, before: 1 }),
  (keyOf) => ({ kind: 'addRule', owner: keyOf('web'), direction: 'inbound', rule }),
  (keyOf) => ({ kind: 'addRule', owner: keyOf('web'), direction: 'outbound', rule }),
  (keyOf) => ({ kind: 'addRule', owner: keyOf('db'), direction: 'inbound', rule }),
  (keyOf) => ({ kind: 'duplicateRule', rule: { owner: keyOf('db'), direction: 'inbound', index: 0 } }),
  (keyOf) => ({ kind: 'removeRules', rules: [{ owner: keyOf('web'), direction: 'inbound', index: 1 }] }),
  (keyOf) => ({ kind: 'deleteGroup', group: keyOf('db'), detach: true }),
  (keyOf) => ({ kind: 'rename', entity: keyOf('web'), name: 'a-much-longer-name' }),
  (keyOf) => ({ kind: 'cloneGroup', group: keyOf('web'), name: 'copy', region: 'r1', project: '0' }),
  (keyOf) => ({ kind: 'cloneGroup', group: keyOf('web'), name: 'copy', region: 'r2', project: 'shop' }),
  () => ({ kind: 'newGroup', name: 'new', region: 'r1', project: '0', description: 'New' }),
  (keyOf) => ({ kind: 'attach', cvms: [keyOf('web-2')], group: keyOf('web') }),
  (keyOf) => ({ kind: 'setCvmGroups', cvm: keyOf('web-1'), groups: [keyOf('web'), keyOf('db')] }),
  () => ({ kind: 'addExpectation', line: 'expect allow tcp 443 from 10.20.30.40/32 to web', region: 'r1' }),
  () => ({ kind: 'fixPacket', question: { line: 'tcp 22 from 100.200.100.200 to web-1', region: 'r1' } }),
];

test.each(changes.map((make) => [make(() => '').kind, make] as const))(
  '%s leaves a canonical file canonical',
  (_, make) => {
    const text = changed(canonical, make);
    expect(text).not.toBe(canonical);
    expect(text).toBe(layOut(text));
  },
);

test('a list that somebody has laid out in another way keeps it', () => {
  const own = canonical.replace('    deny', '     deny');
  const text = changed(own, (keyOf) => ({
    kind: 'addRule',
    owner: keyOf('web'),
    direction: 'inbound',
    rule,
    before: 0,
  }));
  expect(text.replace(/.*8000-8999.*\n/, '')).toBe(own);
});

// Guards every code action: quick fixes, refactorings, and all fixes at once.
test('code actions leave a canonical file canonical', () => {
  const text = layOut(`region r1

addresses office {
  203.0.113.0/24
  198.51.100.7 "at home"
}

services web-ports {
  tcp 80,443
}

group web "Front end" {
  inbound {
    deny tcp 22 from any
    allow tcp 22,8000-8999,9000-9999 from 10.20.30.0/24, 10.9.0.0/16 "inside" # both
    allow tcp 80 from office
    allow tcp 443 from office, 10.20.30.0/24, 192.168.100.0/22 "all of us"
    allow tcp 22 from 10.1.1.0/24
    allow web-ports from nobody, 10.0.0.5/24
  }
  outbound {
    allow tcp 3306 to 10.0.0.0/8
    allow tcp 33060-33069 to 10.0.0.0/8
  }
}

cvm web-1 {
  private-ip 10.0.0.1
  public-ip 203.0.113.9
  groups web, web
}

cvm web-2 {
  private-ip 10.0.0.2
}

expect allow tcp 22 from 10.20.30.44 to web
expect deny tcp 8000 from 10.20.30.44 to web "never"
`);
  const folder = loadFiles({
    root: 'file:///project',
    texts: new Map([[URI, text]]),
    today: '2026-11-24',
    limits: commandLimits,
  });
  const made = new Map<string, string>();
  for (let offset = 0; offset < text.length; offset++) {
    const at = { start: offset, end: offset };
    for (const { title, edits, cursor } of codeActions(folder, URI, at, new Set(ALL_KINDS))) {
      if (cursor === undefined && edits.size > 0) made.set(title, applyEdits(text, edits.get(URI) ?? []));
    }
  }
  expect(made.size).toBeGreaterThan(20);
  for (const [title, after] of made) expect([title, after]).toEqual([title, layOut(after)]);
});
