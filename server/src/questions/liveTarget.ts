// Where a pull of a region writes: into the file that has the region already, or beside other files of what is live, or else where `live`
// of secgroup.json looks for such files.

import { fileName } from '#util/strings.ts';
import { type Folder, liveTest } from '#workspace/folder.ts';
import { regionsOf } from './region.ts';

export interface LiveTarget {
  /** A folder, which ends with a slash and gets a file for each region, or a file of all the regions. */
  readonly uri: string;
  /** What to ask the cloud for. A file is written whole, so that its other regions are asked for too. */
  readonly regions: readonly string[];
}

const ALL = 'all';
const DEFAULT_FOLDER = 'live/';

/** `region` is one region's name, or `all`. */
export function liveTarget(wanted: Folder, region: string): LiveTarget {
  const files = wanted.live.map(({ root, model }) => ({
    uri: root,
    regions: [...regionsOf(model)].sort(),
  }));
  const isOneRegions = ({ uri, regions }: (typeof files)[number]) =>
    regions.length < 2 && (regions.length === 0 || fileName(uri) === fileNameOf(regions[0] ?? ''));
  const folders = files.filter(isOneRegions).map(({ uri }) => folderOf(uri));
  const own = files.find(({ regions }) => regions.includes(region));
  if (own !== undefined)
    return isOneRegions(own) ? { uri: folderOf(own.uri), regions: [region] } : { uri: own.uri, regions: own.regions };
  const [only] = files;
  if (region === ALL && only !== undefined && files.length === 1 && !isOneRegions(only))
    return { uri: only.uri, regions: [ALL] };
  const [beside] = folders;
  return { uri: beside ?? placeOf(wanted, region), regions: [region] };
}

/** The first of the usual folder and the folders of the patterns in which the region's file would match them. */
function placeOf({ root, config }: Folder, region: string): string {
  const isLive = liveTest(root, config.settings);
  const folder = root.endsWith('/') ? root : `${root}/`;
  const places = [DEFAULT_FOLDER, ...config.settings.live.flatMap(literalIn)];
  const found = places.find((place) => isLive(`${folder}${place.endsWith('/') ? place + fileNameOf(region) : place}`));
  return folder + (found ?? DEFAULT_FOLDER);
}

/** The place of a pattern: the folder `cloud/` of `cloud/**`, the file of `now.sg.json`. An exception (`!…`) has none. */
function literalIn(pattern: string): readonly string[] {
  if (pattern.startsWith('!') || pattern.includes('\\')) return [];
  const path = pattern.replace(/^\//, '').split('/');
  const wild = path.findIndex((name) => /[*?[]/.test(name));
  const literal = wild < 0 ? path : path.slice(0, wild);
  const isFile = wild < 0 && literal.at(-1)?.endsWith('.sg.json') === true;
  const names = literal.filter((name) => name !== '').map(encodeURIComponent);
  return [isFile ? names.join('/') : names.map((name) => `${name}/`).join('')];
}

function fileNameOf(region: string): string {
  return `${region}.live.sg.json`;
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/') + 1);
}
