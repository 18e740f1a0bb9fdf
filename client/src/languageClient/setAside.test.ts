// Guards which document is set aside after crashes: the one that was sent last, the second time, and never after a kill from outside.
import { expect, test } from 'vitest';
import { setAsideDocuments } from './setAside.ts';

test('a document that ends the server twice is set aside, others are not', () => {
  const documents = setAsideDocuments(() => 0);
  documents.touched('a.sg');
  expect(documents.ended('crashed')).toBeUndefined();
  documents.touched('b.sg');
  expect(documents.ended('crashed')).toBeUndefined();
  documents.touched('a.sg');
  expect(documents.ended('crashed')).toBe('a.sg');
  expect([...documents.uris]).toEqual(['a.sg']);
});

test('being killed, again and again, sets nothing aside', () => {
  const documents = setAsideDocuments(() => 0);
  for (let count = 0; count < 4; count++) {
    documents.touched('a.sg');
    expect(documents.ended('killed')).toBeUndefined();
  }
});

test('a document that was sent long ago is not suspected', () => {
  let time = 0;
  const documents = setAsideDocuments(() => time);
  for (let count = 0; count < 3; count++) {
    documents.touched('a.sg');
    time += 60_000;
    expect(documents.ended('crashed')).toBeUndefined();
  }
});

test('a restart by hand gives another chance', () => {
  const documents = setAsideDocuments(() => 0);
  for (let count = 0; count < 2; count++) {
    documents.touched('a.sg');
    documents.ended('crashed');
  }
  documents.forget();
  expect(documents.uris.size).toBe(0);
});
