// Guards what Enter takes where one may choose or type: also when the list of the window is behind the keys.
import { expect, test, vi } from 'vitest';

vi.mock('vscode', () => ({}));

const { typedChoice } = await import('./questions.ts');

const choices = ['internet', 'web-1', 'web-10', '10.0.0.1-pool'].map((label) => ({ label, value: label }));
const [internet, , web10] = choices;

test('without a text the highlighted choice, or the first', () => {
  expect(typedChoice('', web10, choices)).toBe('web-10');
  expect(typedChoice(' ', undefined, choices)).toBe('internet');
});

test('a name that is typed in full is meant, whatever is highlighted', () => {
  expect(typedChoice('web-1', web10, choices)).toBe('web-1');
  expect(typedChoice('web-1', internet, choices)).toBe('web-1');
});

test('the beginning of a name takes what is highlighted, or what is like it', () => {
  expect(typedChoice('web', web10, choices)).toBe('web-10');
  expect(typedChoice('web', internet, choices)).toBe('web-1');
});

test('an address is itself, unless a choice that is like it was walked to', () => {
  expect(typedChoice('10.0.0.1', internet, choices)).toBe('10.0.0.1');
  expect(typedChoice('10.0.0.1', choices[3], choices)).toBe('10.0.0.1-pool');
  expect(typedChoice('2001:db8::1', undefined, choices)).toBe('2001:db8::1');
});

test('several names in one text are taken as they are', () => {
  expect(typedChoice('web-1, internet', web10, choices)).toBe('web-1, internet');
});
