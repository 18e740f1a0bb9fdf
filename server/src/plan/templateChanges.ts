// The operations on address and service lists, and on groups of lists: they are created and renamed, and their members are set.

import { addressKey } from '#formats/cloud/policyKey.ts';
import type { Addresses, Services } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import type { Call } from './calls.ts';
import type { Template } from './cloud.ts';
import { unknownName } from './ids.ts';
import { title } from './join.ts';
import {
  type Changes,
  concern,
  type Draft,
  type Fault,
  leaveThing,
  loud,
  note,
  type Operation,
  pairsOf,
  quiet,
} from './operation.ts';
import { isOver, MOST_ITEMS } from './quotas.ts';
import {
  itemsOf,
  sentItems,
  TEMPLATE_KINDS,
  type TemplateItem,
  type TemplateKind,
  templateKindOf,
  templateOf,
  textIn,
} from './things.ts';
import { unreadIn } from './unread.ts';

/** Lists are created before the groups of lists that name them. */
export function templateChanges(draft: Draft): Changes {
  const creations: Operation[] = [];
  const changes: Operation[] = [];
  const pairs = [...pairsOf(draft, 'addresses'), ...pairsOf(draft, 'services')];
  for (const kind of TEMPLATE_KINDS) {
    for (const { before, after, id } of pairs) {
      if (templateKindOf(after) !== kind) continue;
      const [live, wanted] = [draft.joined.live, draft.joined.wanted].map((cloud) => templateOf(cloud, after, kind));
      const fault =
        wanted === undefined
          ? { message: t('the cloud cannot hold it.') }
          : faultOf(draft, kind, after, live ?? {}, wanted);
      if (wanted === undefined || fault !== undefined) {
        leaveThing(draft, before, after, fault ?? { message: '' });
        continue;
      }
      const made =
        before === undefined ? [creation(kind, after, id, wanted)] : modification(kind, after, id, live ?? {}, wanted);
      (before === undefined ? creations : changes).push(...made);
      const namesLists = kind.described !== undefined && after.node.items.some(({ value }) => value.kind === 'name');
      if (made.length > 0 && namesLists)
        note(draft, t('{0} names other lists: what they hold is sent in their place.', title(after)), after);
    }
  }
  return { creations, changes, attributes: [] };
}

/** Why the list cannot be sent, if it differs from what is live. */
function faultOf(
  { unmade, unfilled }: Draft,
  kind: TemplateKind,
  list: Addresses | Services,
  live: Template,
  wanted: Template,
): Omit<Fault, 'isUnread'> | undefined {
  const [unread] = unreadIn(list);
  if (unread !== undefined) return { message: unread.message, at: unread };
  const [old, items] = [itemsOf(kind, live), itemsOf(kind, wanted)];
  // A group of lists names its lists by their ids. The files need not know what is in these.
  const isKnown =
    kind.described === undefined ? items.every(({ text }) => unknownName(text) === undefined) : list.complete;
  if (!isKnown) return { message: t('it holds something that cannot be read or is not known.') };
  if (items.length > 0 && templateKey(old) === templateKey(items)) return undefined;
  if (items.length === 0) return { message: t('the cloud takes no empty list.') };
  if (kind.described === undefined && list.node.items.some(({ value }) => value.kind !== 'name')) {
    return { message: t('in the cloud it is a group of lists, which holds lists only.') };
  }
  const unsaid = kind.prefix === 'ppm' ? items.find(({ text }) => !/^(TCP|UDP|ICMP|GRE)(:|$)/i.test(text)) : undefined;
  if (unsaid !== undefined)
    return { message: t("the cloud's service lists hold TCP, UDP, ICMP and GRE only, not '{0}'.", unsaid.text) };
  if (items.some(({ text }) => unmade.has(text) || unfilled.has(text)))
    return { message: t('a list that it names is not planned.') };
  if (isOver(items.length, MOST_ITEMS, old.length))
    return { message: t('it would hold {0} members, and the cloud allows {1}.', items.length, MOST_ITEMS) };
  return undefined;
}

function creation(kind: TemplateKind, { name, region }: Addresses | Services, id: string, wanted: Template): Operation {
  const request = { [kind.name]: name, ...sentItems(kind, itemsOf(kind, wanted)) };
  const call = { action: kind.create, region, request, creates: id } as Call;
  return quiet(t("Create the {0} '{1}'.", t(kind.noun), name), concern('create', 'list', id), call);
}

function modification(
  kind: TemplateKind,
  { name, region }: Addresses | Services,
  id: string,
  live: Template,
  wanted: Template,
): Operation[] {
  const renamed = textIn(wanted, kind.name);
  const isRenamed = renamed !== undefined && renamed !== id && renamed !== textIn(live, kind.name);
  const items = itemsOf(kind, wanted);
  const isFilled = templateKey(itemsOf(kind, live)) !== templateKey(items);
  if (!isRenamed && !isFilled) return [];
  const words = isFilled
    ? isRenamed
      ? t("Change what the {0} '{1}' holds, and its name.", t(kind.noun), name)
      : t("Change what the {0} '{1}' holds.", t(kind.noun), name)
    : t("Rename the {0} '{1}' to '{2}'.", t(kind.noun), textIn(live, kind.name) ?? id, name);
  const request = {
    [kind.id]: id,
    ...(isRenamed ? { [kind.name]: renamed } : {}),
    ...(isFilled ? sentItems(kind, items) : {}),
  };
  const call = { action: kind.modify, region, request } as Call;
  return [
    isFilled
      ? loud(words, concern('change', 'list', id), () => call)
      : quiet(words, concern('rename', 'list', id), call),
  ];
}

/** Two lists with the same members have one key, in whichever order and spelling. */
export function templateKey(items: readonly TemplateItem[]): string {
  return items
    .map(({ text, description }) => `${addressKey(text) ?? text.toUpperCase()} ${description}`)
    .sort()
    .join('\n');
}
