// Guards that a row says behind its label what it has room for, part by part, and counts what a list leaves out.
import { expect, test } from 'vitest';
import { fitting } from './fitting.ts';

const rule = { label: 'allow https to any', depth: 4 };

test('all of it where there is room, else its first parts, or nothing', () => {
  expect(fitting({ ...rule, description: '#5' })).toBe('#5');
  expect(fitting({ ...rule, description: '#5 · home' })).toBe('#5 · home');
  expect(fitting({ ...rule, description: '#5 · packages and payment' })).toBe('#5');
  expect(fitting({ ...rule, description: '#5 · packages and payment', depth: 0 })).toBe('#5');
  expect(fitting({ label: 'allow udp 60000-65535 from 10.13.220.0/23', depth: 4, description: '#2' })).toBe('');
  expect(fitting({ ...rule, description: undefined })).toBe('');
});

test('a badge takes its room, and Chinese takes twice the room', () => {
  expect(fitting({ ...rule, description: '#5 · home', hasBadge: true })).toBe('#5');
  expect(fitting({ ...rule, description: '#5 · 家家户户' })).toBe('#5');
});

test('a list says how many it leaves out, and never nothing', () => {
  const path = { label: '183.60.82.98', depth: 5, isList: true };
  expect(fitting({ ...path, description: 'tcp 443 · icmp' })).toBe('tcp 443 · icmp');
  expect(fitting({ ...path, description: 'tcp 53,443 · udp 53,123' })).toBe('tcp 53,443 +1');
  expect(fitting({ ...path, label: '2001:db8:bb5a:b46f::/64', description: 'tcp 53,443 · udp 53' })).toBe(
    'tcp 53,443 +1',
  );
});
