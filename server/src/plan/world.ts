// The simulated cloud as a model, so that the engine can be asked about it.

import { readSnapshot, rereadSnapshot } from '#formats/cloud/snapshot.ts';
import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import type { Cloud } from './cloud.ts';

const URI = 'plan:/cloud.sg.json';

/** Models of clouds that mostly differ in little: what is the same in the one asked for before is not read again. */
export function worlds(): (cloud: Cloud) => Model {
  const known = new WeakMap<Cloud, Model>();
  let last: { readonly text: string; readonly model: Model } | undefined;
  return (cloud) => {
    let model = known.get(cloud);
    if (model === undefined) {
      const text = JSON.stringify(cloud);
      const tree = last?.model.files[0]?.tree;
      const file = {
        uri: URI,
        tree: last === undefined || tree === undefined ? readSnapshot(text) : rereadSnapshot(tree, last.text, text),
      };
      model = bind([file], last?.model);
      known.set(cloud, model);
      last = { text, model };
    }
    return model;
  };
}
