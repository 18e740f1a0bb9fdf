// Guards that a pull from the editor writes where the folder's live side is, or is looked for, and makes no second file of a region.
import { expect, test } from 'vitest';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { liveTarget } from './liveTarget.ts';

const groupIn = (Region: string) => ({
  Region,
  SecurityGroupSet: [{ SecurityGroupId: `sg-${Region.slice(3, 7)}0000`, SecurityGroupName: 'web' }],
});
const folder = (...regions: readonly string[]): string => JSON.stringify({ version: 1, regions: regions.map(groupIn) });

function target(region: string, files: Readonly<Record<string, string>>, live?: readonly string[]) {
  const { uri, regions } = liveTarget(
    loadFiles({
      root: 'file:///w',
      texts: new Map(
        Object.entries({ 'web.sg': 'region ap-guangzhou', ...files }).map(([name, text]) => [
          `file:///w/${name}`,
          text,
        ]),
      ),
      ...(live === undefined ? {} : { config: { uri: 'file:///w/secgroup.json', text: JSON.stringify({ live }) } }),
      today: '2027-01-01',
      limits: commandLimits,
    }),
    region,
  );
  return [uri.replace('file:///w/', ''), ...regions];
}

test('without a live side it is the folder that the setting names', () => {
  expect(target('ap-beijing', {})).toEqual(['live/', 'ap-beijing']);
  expect(target('all', {}, ['cloud/'])).toEqual(['cloud/', 'all']);
  expect(target('ap-beijing', {}, ['!live/old/', '/state/now/**/*.sg.json'])).toEqual(['state/now/', 'ap-beijing']);
  expect(target('ap-beijing', {}, ['*.live.sg.json', 'cloud/'])).toEqual(['live/', 'ap-beijing']);
  expect(target('ap-beijing', {}, ['now.sg.json'])).toEqual(['now.sg.json', 'ap-beijing']);
  expect(target('ap-beijing', {}, ['云 上/'])).toEqual([`${encodeURIComponent('云 上')}/`, 'ap-beijing']);
});

test('files by region are kept in their folder', () => {
  const files = { 'cloud/ap-beijing.live.sg.json': folder('ap-beijing') };
  for (const region of ['ap-beijing', 'ap-guangzhou', 'all']) expect(target(region, files)).toEqual(['cloud/', region]);
});

test('a file of another name is written anew, with all that it speaks of', () => {
  expect(target('ap-beijing', { 'now.live.sg.json': folder('ap-beijing') })).toEqual([
    'now.live.sg.json',
    'ap-beijing',
  ]);
  const two = { 'now.live.sg.json': folder('ap-guangzhou', 'ap-beijing') };
  expect(target('ap-beijing', two)).toEqual(['now.live.sg.json', 'ap-beijing', 'ap-guangzhou']);
  expect(target('all', two)).toEqual(['now.live.sg.json', 'all']);
  expect(target('ap-shanghai', two)).toEqual(['live/', 'ap-shanghai']);
});
