// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are the editor's, not templates.

import { message } from '#util/l10n.ts';

/** Whole blocks, with the places to fill in numbered as editors number them. */
export interface Snippet {
  readonly word: string;
  readonly detail: string;
  readonly text: string;
}

export const declarationSnippets: readonly Snippet[] = [
  {
    word: 'group',
    detail: message('a group with both directions'),
    text: 'group ${1:name} "${2:description}" {\n  inbound {\n    allow ${3:tcp 443} from ${4:any}\n  }\n  outbound {\n    allow ${5:all} to ${6:any}\n  }\n}$0',
  },
  {
    word: 'cvm',
    detail: message('a machine with its address and groups'),
    text: 'cvm ${1:name} {\n  private-ip ${2:10.0.0.1}\n  groups ${3:group}\n}$0',
  },
  { word: 'addresses', detail: message('an address list'), text: 'addresses ${1:name} {\n  ${2:10.0.0.0/8}\n}$0' },
  { word: 'services', detail: message('a service list'), text: 'services ${1:name} {\n  ${2:tcp 80,443}\n}$0' },
  {
    word: 'subnet',
    detail: message('a subnet of a VPC'),
    text: 'subnet ${1:name} {\n  vpc ${2:vpc}\n  cidr ${3:10.0.1.0/24}\n}$0',
  },
  {
    word: 'acl',
    detail: message('a network ACL with both directions'),
    text: 'acl ${1:name} {\n  inbound {\n    allow ${2:tcp 443} from ${3:any}\n  }\n  outbound {\n    allow ${4:tcp 1024-65535} to ${5:any}\n  }\n}$0',
  },
  {
    word: 'expect',
    detail: message('what must pass, or must not'),
    text: 'expect ${1|allow,deny|} ${2:tcp 443} from ${3:internet} to ${4:name}$0',
  },
];

export function listSnippet(direction: 'inbound' | 'outbound'): Snippet {
  const word = direction === 'inbound' ? 'from' : 'to';
  return {
    word: direction,
    detail: direction === 'inbound' ? message('the inbound rules') : message('the outbound rules'),
    text: `${direction} {\n  allow \${1:tcp 443} ${word} \${2:any}\n}$0`,
  };
}

export function ruleSnippet(action: 'allow' | 'deny', direction: 'inbound' | 'outbound'): Snippet {
  const word = direction === 'inbound' ? 'from' : 'to';
  return { word: action, detail: message('a whole rule'), text: `${action} \${1:tcp 443} ${word} \${2:any}$0` };
}
