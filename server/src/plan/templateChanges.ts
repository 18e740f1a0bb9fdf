// Address and service lists, and the groups of them.

import { addressKey } from '#formats/cloud/policyKey.ts';
import type { Addresses, Services } from '#model/model.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Call } from './calls.ts';
import { regionNamed, type Template } from './cloud.ts';
import { title } from './join.ts';
import { concern, type Draft, leaveOut, note, type Operation } from './operation.ts';
import { isOver, MOST_ITEMS } from './quotas.ts';
import { itemsOf, sentItems, TEMPLATE_KINDS, type TemplateItem, type TemplateKind, textIn } from './templates.ts';
import { unreadIn } from './unread.ts';

export interface TemplateChanges {
  /** In an order in which what is named is there. */
  readonly creations: readonly Operation[];
  readonly changes: readonly Operation[];
}

export function templateChanges(draft: Draft): TemplateChanges {
  const creations: Operation[] = [];
  const changes: Operation[] = [];
  for (const kind of TEMPLATE_KINDS) {
    for (const { before, after } of draft.joined.matches) {
      if ((after?.kind !== 'addresses' && after?.kind !== 'services') || after.id?.split('-')[0] !== kind.prefix)
        continue;
      const { id } = after;
      if (draft.joined.unclear.has(id)) continue;
      const find = (cloud: typeof draft.joined.live) =>
        regionNamed(cloud, after.region)[kind.set]?.find((each) => each[kind.id] === id);
      const [live, wanted] = [find(draft.joined.live), find(draft.joined.wanted)];
      const fault =
        wanted === undefined
          ? { message: t('the cloud cannot hold it.') }
          : faultOf(draft, kind, after, live ?? {}, wanted);
      if (wanted === undefined || fault !== undefined) {
        (before === undefined ? draft.unmade : draft.unfilled).add(id);
        const words =
          before === undefined
            ? t('{0} is not created: {1}', title(after), fault?.message ?? '')
            : t('{0} stays as it is live: {1}', title(after), fault?.message ?? '');
        leaveOut(draft, words, after, fault !== undefined && 'at' in fault ? fault.at : undefined);
        continue;
      }
      const made =
        before === undefined ? [creation(kind, after, id, wanted)] : modification(kind, after, id, live ?? {}, wanted);
      (before === undefined ? creations : changes).push(...made);
      if (
        made.length > 0 &&
        kind.items.kind === 'items' &&
        after.node.items.some(({ value }) => value.kind === 'name')
      ) {
        note(draft, t('{0} names other lists: what they hold is sent in their place.', title(after)), after);
      }
    }
  }
  return { creations, changes };
}

interface Fault {
  readonly message: string;
  readonly at?: Range;
}

/** Why the list cannot be sent, if it differs from what is live. */
function faultOf(
  { unmade, unfilled }: Draft,
  kind: TemplateKind,
  list: Addresses | Services,
  live: Template,
  wanted: Template,
): Fault | undefined {
  const [unread] = unreadIn(list);
  if (unread !== undefined) return { message: unread.message, at: unread };
  const [old, items] = [itemsOf(kind, live), itemsOf(kind, wanted)];
  // A group of lists names them by ids, of which the files need not know what they hold.
  const isKnown = kind.items.kind === 'members' ? !items.some(({ text }) => text.startsWith('$name:')) : list.complete;
  if (!isKnown) return { message: t('it holds something that cannot be read or is not known.') };
  if (items.length > 0 && templateKey(old) === templateKey(items)) return undefined;
  if (items.length === 0) return { message: t('the cloud takes no empty list.') };
  if (kind.items.kind === 'members' && list.node.items.some(({ value }) => value.kind !== 'name')) {
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
  return {
    words: t("Create the {0} '{1}'.", t(kind.noun), name),
    concerns: concern('create', 'list', id),
    changesPackets: false,
    call: () =>
      ({
        action: kind.create,
        region,
        request: { [kind.name]: name, ...sentItems(kind, itemsOf(kind, wanted)) },
        creates: id,
      }) as Call,
  };
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
  return [
    {
      words: isFilled
        ? isRenamed
          ? t("Change what the {0} '{1}' holds, and its name.", t(kind.noun), name)
          : t("Change what the {0} '{1}' holds.", t(kind.noun), name)
        : t("Rename the {0} '{1}' to '{2}'.", t(kind.noun), textIn(live, kind.name) ?? id, name),
      concerns: concern(isFilled ? 'change' : 'rename', 'list', id),
      changesPackets: isFilled,
      call: () =>
        ({
          action: kind.modify,
          region,
          request: {
            [kind.id]: id,
            ...(isRenamed ? { [kind.name]: renamed } : {}),
            ...(isFilled ? sentItems(kind, items) : {}),
          },
        }) as Call,
    },
  ];
}

/** The same for the same members in whichever order and spelling. */
export function templateKey(items: readonly TemplateItem[]): string {
  return items
    .map(({ text, description }) => `${addressKey(text) ?? text.toUpperCase()} ${description}`)
    .sort()
    .join('\n');
}
