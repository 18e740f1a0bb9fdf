// Guards that an editor can ask for every format that is written, and for no other.

import { expect, test } from 'vitest';
import { exportFormats as written } from '#formats/exportGroups.ts';
import { exportFormats as asked } from '#protocol/edits.ts';

test('the protocol names the formats that are written', () => {
  expect(asked).toEqual(written);
});
