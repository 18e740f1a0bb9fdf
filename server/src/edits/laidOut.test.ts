// Guards that what management writes stands as the formatter would lay it out, and that a layout of one's own is kept.
import { expect, test } from 'vitest';
import { layOut } from '#formats/sg/layOut.ts';
import { changeModel, type ModelChange } from '#ide/change.ts';
import { applyEdits } from '#text/textEdit.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';

const URI = 'file:///project/a.sg';

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
