// Guards that the published JSON schemas describe the samples, what is written, and the defaults that hold.

import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { codes } from '#diagnostics/codes.ts';
import { defaultSettings } from '#diagnostics/settings.ts';
import { snapshot } from '#formats/cloud/format.ts';
import { exportRegion } from '#formats/exportGroups.ts';
import { bind } from '#model/bind.ts';
import { parse } from '#syntax/parse.ts';

const root = new URL('../../', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8').replace(/^\uFEFF/, ''));
const samples = readdirSync(new URL('samples/', root), { recursive: true, encoding: 'utf8' });
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true });

describe('sg.schema.json', () => {
  const validate = ajv.compile(json('schemas/sg.schema.json'));

  test('every sample snapshot keeps to it', () => {
    const snapshots = samples.filter((path) => path.endsWith('.sg.json'));
    expect(snapshots.length).toBeGreaterThan(0);
    for (const path of snapshots) {
      validate(json(`samples/${path}`));
      expect(validate.errors, path).toBeNull();
    }
  });

  test('what is written keeps to it', () => {
    const files = samples
      .filter((path) => path.startsWith('shop') && path.endsWith('.sg'))
      .map((path) => ({ uri: path, tree: parse(readFileSync(new URL(`samples/${path}`, root), 'utf8')) }));
    const [written] = exportRegion(bind(files), undefined, snapshot).texts;
    validate(JSON.parse(written?.text ?? ''));
    expect(validate.errors).toBeNull();
  });

  test('lists may be left out, fields may be more', () => {
    expect(validate({})).toBe(true);
    expect(validate({ version: 1, regions: [{ Region: 'ap-guangzhou', Other: 1 }] })).toBe(true);
  });

  test.each([
    { version: 2 },
    { regions: {} },
    { regions: [{ SecurityGroupSet: [{ SecurityGroupPolicySet: { Ingress: [{ Action: 'ALLOW' }] } }] }] },
    { regions: [{ SecurityGroupSet: [{ SecurityGroupPolicySet: { Ingress: [{ CidrBlock: '10.0.0.1' }] } }] }] },
    { regions: [{ InstanceSet: [{ SecurityGroupIds: 'sg-1' }] }] },
  ])('%j does not keep to it', (value) => {
    expect(validate(value)).toBe(false);
  });
});

describe('secgroup.schema.json', () => {
  const schema = json('schemas/secgroup.schema.json');
  const validate = ajv.compile(schema);

  test('the sample settings keep to it', () => {
    validate(json('samples/secgroup.json'));
    expect(validate.errors).toBeNull();
  });

  test('it knows every code, and lets no error of grammar or names be hidden', () => {
    expect(Object.keys(schema.properties.severity.properties)).toEqual(codes.map(({ code }) => code));
    for (const { code, hideable } of codes) {
      expect(validate({ severity: { [code]: 'hint' } }), code).toBe(true);
      expect(validate({ severity: { [code]: 'off' } }), code).toBe(hideable);
    }
  });

  test('its defaults are the ones that hold', () => {
    const { quotas, sensitivePorts, crowdedGroup, expiresSoonDays, live } = schema.properties;
    for (const [name, value] of Object.entries(defaultSettings.quotas)) {
      expect(quotas.properties[name].default, name).toBe(value);
    }
    expect(sensitivePorts.default).toEqual(defaultSettings.sensitivePorts);
    expect(crowdedGroup.default).toBe(defaultSettings.crowdedGroup);
    expect(expiresSoonDays.default).toBe(defaultSettings.expiresSoonDays);
    expect(live.default).toEqual(defaultSettings.live);
  });

  test.each([
    { quotas: { groups: 'many' } },
    { quotas: { inbound: -1 } },
    { sensitivePorts: [70000] },
    { severty: {} },
    { files: { exclude: [1] } },
  ])('%j does not keep to it', (value) => {
    expect(validate(value)).toBe(false);
  });
});
