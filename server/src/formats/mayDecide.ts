// Whether a member or column that no format knows could change what a rule matches. A rule whose ports are in a misspelt member would match
// all ports if the member was ignored.

const DECIDING =
  /^(?:port|protocol|proto|ip|ipv4|ipv6|cidr|block|addr|address|peer|source|src|destination|dest|dst|target|local|remote|action|policy|verdict|effect|decision|deny|drop|reject|refuse|allow|accept|permit|service|template|module|group|range|direction|dir|except|exclude|not|negate|invert|icmp|code|enable|enabled|disable|disabled|active|inactive|status|state|expire|expiry|expires|until|schedule|condition|match|from|to|security|sg|network|subnet|prefix|mask|interface)s?$/;

/** A name with one of these words decides nothing, whatever else is in it: `PolicyDescription`, `PortTags`. */
const ASIDE =
  /^(?:desc|description|note|remark|comment|memo|tag|label|title|name|time|date|created|updated|modified|index|priority|order|version|count|total|creator|owner|author|ticket|reason|uuid)s?$/;

/** The words in the name of the id of the rule itself: `PolicyId`, `NetworkAclEntryId`. */
const OWN_ID = /^(?:id|rule|policy|entry|acl|network|ipv4|ipv6|quintuple|security|group|sg)$/;

const DECIDING_CHINESE = /端口|协议|地址|来源|目标|目的|策略|动作|方向|服务|模板|启用|状态|有效|到期/;

export function mayDecide(name: string): boolean {
  const words = name
    .replace(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{Nd}]+/u)
    .filter((word) => word !== '');
  if (words.some((word) => ASIDE.test(word))) return false;
  if (words.at(-1) === 'id' && words.some((word) => /^(?:rule|policy|entry)$/.test(word))) {
    if (words.every((word) => OWN_ID.test(word))) return false;
  }
  return words.some((word) => DECIDING.test(word)) || DECIDING_CHINESE.test(name);
}
