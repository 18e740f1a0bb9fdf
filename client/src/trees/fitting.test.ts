// Guards that a row says in its label and behind it what it has room for, part by part, and counts what a list leaves out.
import { expect, test } from 'vitest';
import { fitting, fittingLabel, fittingPackets } from './fitting.ts';

const rule = { label: 'deny https to any', depth: 4 };

test('all of it where there is room, else its first parts, or nothing', () => {
  expect(fitting({ ...rule, description: 'home' })).toBe('home');
  expect(fitting({ ...rule, description: 'home · me' })).toBe('home · me');
  expect(fitting({ ...rule, description: 'home · packages and payment' })).toBe('home');
  expect(fitting({ ...rule, description: 'packages and payment' })).toBe('');
  expect(fitting({ label: 'udp 60000-65535 from 10.13.220.0/23', depth: 4, description: 'home' })).toBe('');
  expect(fitting({ ...rule, description: undefined })).toBe('');
});

test('a badge takes its room, and Chinese takes twice the room', () => {
  expect(fitting({ ...rule, description: 'home · me', hasBadge: true })).toBe('home');
  expect(fitting({ ...rule, description: 'home · 家家户户' })).toBe('home');
});

test('a list says how many it leaves out, and never nothing', () => {
  const path = { label: '183.60.82.98', depth: 5, isList: true };
  expect(fitting({ ...path, description: 'tcp 443 · icmp' })).toBe('tcp 443 · icmp');
  expect(fitting({ ...path, description: 'tcp 53,443 · udp 53,123' })).toBe('tcp 53,443 +1');
  expect(fitting({ ...path, label: '183.60.82.98 +1', description: 'tcp 53,443 · udp 53,123' })).toBe('tcp 53 +3');
  expect(fitting({ ...path, label: '2001:db8:bb5a:b46f::/64', description: 'icmp' })).toBe('icmp');
});

test('a label that is a list says how many it leaves out, services before peers', () => {
  expect(fittingLabel('183.60.82.98', 5)).toBe('183.60.82.98');
  expect(fittingLabel('183.60.82.98, 183.60.83.19', 5)).toBe('183.60.82.98 +1');
  expect(fittingLabel('denied: no rule of db, ops', 1)).toBe('denied: no rule of db, ops');
  expect(fittingLabel('denied: no rule of db, ops, backup-agents', 1)).toBe('denied: no rule of db, ops +1');
  expect(fittingPackets('tcp 22 from office', 3)).toBe('tcp 22 from office');
  expect(fittingPackets('tcp 1-21,23-65535, udp 53, icmp, gre, other to any', 3)).toBe('tcp 1-21,23-65535 +4 to any');
  expect(fittingPackets('tcp 443 from 10.0.0.0/16, 192.168.0.0/16', 3)).toBe('tcp 443 from 10.0.0.0/16 +1');
});
