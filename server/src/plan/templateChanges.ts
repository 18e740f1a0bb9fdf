// Address and service lists, and the groups of them.

import { addressKey } from '#formats/cloud/policyKey.ts';
import type { Addresses, Services } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import type { Call } from './calls.ts';
import { regionNamed, type Template } from './cloud.ts';
import { title } from './join.ts';
import { type Draft, note, type Operation } from './operation.ts';
import { itemsOf, sentItems, TEMPLATE_KINDS, type TemplateItem, type TemplateKind, textIn } from './templates.ts';

const MOST_ITEMS = 20;

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
      const find = (cloud: typeof draft.joined.live) =>
        regionNamed(cloud, after.region)[kind.set]?.find((each) => each[kind.id] === id);
      const wanted = find(draft.joined.wanted);
      const fault = wanted === undefined ? t('the cloud cannot hold it.') : faultOf(draft, kind, after, wanted);
      if (wanted === undefined || fault !== undefined) {
        if (before === undefined) draft.unmade.add(id);
        note(draft, t('{0} is not planned: {1}', title(after), fault ?? ''), after);
        continue;
      }
      const made =
        before === undefined
          ? [creation(kind, after, id, wanted)]
          : modification(kind, after, id, find(draft.joined.live) ?? {}, wanted);
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

function faultOf(draft: Draft, kind: TemplateKind, list: Addresses | Services, wanted: Template): string | undefined {
  const items = itemsOf(kind, wanted);
  // A group of lists names them by ids, of which the files need not know what they hold.
  const isKnown = kind.items.kind === 'members' ? !items.some(({ text }) => text.startsWith('$name:')) : list.complete;
  if (!isKnown) return t('it holds something that cannot be read or is not known.');
  if (items.length === 0) return t('the cloud takes no empty list.');
  if (kind.items.kind === 'members' && list.node.items.some(({ value }) => value.kind !== 'name')) {
    return t('in the cloud it is a group of lists, which holds lists only.');
  }
  const unmade = items.find(({ text }) => draft.unmade.has(text));
  if (unmade !== undefined) return t('a list that it names is not planned.');
  if (items.length > MOST_ITEMS) {
    note(
      draft,
      t(
        '{0} holds {1} members: the cloud takes {2} unless it was told otherwise.',
        title(list),
        items.length,
        MOST_ITEMS,
      ),
      list,
    );
  }
  return undefined;
}

function creation(kind: TemplateKind, { name, region }: Addresses | Services, id: string, wanted: Template): Operation {
  return {
    words: t("Create the {0} '{1}'.", t(kind.noun), name),
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
  const isFilled = keyOf(itemsOf(kind, live)) !== keyOf(items);
  if (!isRenamed && !isFilled) return [];
  return [
    {
      words: isFilled
        ? isRenamed
          ? t("Change what the {0} '{1}' holds, and its name.", t(kind.noun), name)
          : t("Change what the {0} '{1}' holds.", t(kind.noun), name)
        : t("Rename the {0} '{1}' to '{2}'.", t(kind.noun), textIn(live, kind.name) ?? id, name),
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
function keyOf(items: readonly TemplateItem[]): string {
  return items
    .map(({ text, description }) => `${addressKey(text) ?? text.toUpperCase()} ${description}`)
    .sort()
    .join('\n');
}
