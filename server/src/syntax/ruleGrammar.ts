import type { IOrAlt, IToken, ParserMethod } from 'chevrotain';
import type * as ast from './ast.ts';
import { endOf } from './lexer.ts';
import * as node from './nodes.ts';
import { PieceParser } from './pieceParser.ts';
import * as t from './tokens.ts';

const none: readonly ast.Port[] = [];

/** The array in memory of its own size: one that was filled by pushing has room for sixteen more items, and most hold two or three. */
function fitted<T>(values: readonly T[]): readonly T[] {
  return values.length > 1 && values.length < 16 ? values.slice() : values;
}

/**
 * The grammar of the lines in lists (rules, and the items of named lists) and of their parts. Alternatives are made once, as members: made
 * anew for each line of a file, they would be two fifths of what parsing allocates.
 */
export class RuleGrammar extends PieceParser {
  /** The offset of the block that is read, from which its ranges count. */
  base = 0;

  /** One or more, with commas between them. */
  protected separated<T>(name: string, item: ParserMethod<[], T>): ParserMethod<[], readonly T[]> {
    return this.RULE(name, () => {
      const items = [this.SUBRULE(item)];
      this.MANY(() => {
        this.CONSUME(t.Comma);
        items.push(this.SUBRULE2(item));
      });
      return fitted(items);
    });
  }

  private readonly directionWord = [{ ALT: () => this.CONSUME(t.From) }, { ALT: () => this.CONSUME(t.To) }];
  private readonly untilDate = (): ast.DateText => {
    this.CONSUME(t.Until);
    return node.name(this.CONSUME(t.DateLike), this.base);
  };
  protected readonly text = (): ast.Text => node.text(this.CONSUME(t.Text), this.base);

  /** Both direction words are accepted in both directions: a wrong one is read as the right one, and reported later. */
  readonly rule = this.RULE('rule', (): ast.Rule => {
    const action = this.SUBRULE(this.action);
    const service = this.SUBRULE(this.service);
    const word = this.OR(this.directionWord);
    const peers = this.SUBRULE(this.peers);
    const until = this.OPTION(this.untilDate);
    const description = this.OPTION2(this.text);
    return this.ACTION(() =>
      node.rule(action, { service, word: node.word(word, this.base), peers, until, description }, this.base),
    );
  });

  private readonly actions = [{ ALT: () => this.CONSUME(t.Allow) }, { ALT: () => this.CONSUME(t.Deny) }];
  readonly action = this.RULE('action', () => this.OR(this.actions));

  private readonly serviceForms: IOrAlt<ast.Service>[] = [
    { ALT: () => node.fixedService('all', this.CONSUME(t.All), this.base) },
    { ALT: () => this.SUBRULE(this.portService) },
    { ALT: () => node.fixedService('icmp', this.CONSUME(t.Icmp), this.base) },
    { ALT: () => node.fixedService('icmpv6', this.CONSUME(t.Icmpv6), this.base) },
    { ALT: () => node.fixedService('gre', this.CONSUME(t.Gre), this.base) },
    { ALT: () => node.namedService(this.CONSUME(t.Reference), this.base), IGNORE_AMBIGUITIES: true },
  ];
  readonly service = this.RULE('service', (): ast.Service => this.OR(this.serviceForms));

  private readonly portProtocols = [{ ALT: () => this.CONSUME(t.Tcp) }, { ALT: () => this.CONSUME(t.Udp) }];
  /** The ports, or where the word for all of them ends. */
  private readonly portForms: IOrAlt<readonly ast.Port[] | number>[] = [
    { ALT: () => endOf(this.CONSUME(t.All)) - this.base },
    { ALT: () => this.SUBRULE(this.ports) },
  ];
  private readonly givenPorts = () => this.OR2(this.portForms);
  readonly portService = this.RULE('portService', (): ast.PortService => {
    const protocol = this.OR(this.portProtocols);
    const given = this.OPTION(this.givenPorts) ?? none;
    return this.ACTION(() =>
      typeof given === 'number'
        ? node.portService(protocol, none, given, this.base)
        : node.portService(protocol, given, 0, this.base),
    );
  });

  private readonly lastPort = (): IToken => {
    this.CONSUME(t.Dash);
    return this.CONSUME2(t.Int);
  };
  private readonly portTexts: IOrAlt<ast.Port>[] = [
    { ALT: () => node.portRange(this.CONSUME(t.IntRange), this.base) },
    {
      ALT: () => {
        const first = this.CONSUME(t.Int);
        const last = this.OPTION(this.lastPort);
        return this.ACTION(() => node.port(first, last ?? first, this.base));
      },
    },
  ];
  readonly port = this.RULE('port', (): ast.Port => this.OR(this.portTexts));
  readonly ports = this.separated('ports', this.port);

  private readonly peerForms: IOrAlt<ast.Peer>[] = [
    { ALT: () => node.address(this.CONSUME(t.SingleAddress), this.base) },
    { ALT: () => node.fixedPeer('any', this.CONSUME(t.Any), this.base) },
    { ALT: () => node.fixedPeer('any6', this.CONSUME(t.Any6), this.base) },
    { ALT: () => node.fixedPeer('self', this.CONSUME(t.Self), this.base) },
    { ALT: () => node.namedPeer(this.CONSUME(t.Reference), this.base), IGNORE_AMBIGUITIES: true },
  ];
  readonly peer = this.RULE('peer', (): ast.Peer => this.OR(this.peerForms));
  readonly peers = this.separated('peers', this.peer);

  readonly endpoint = this.RULE(
    'endpoint',
    (): ast.Peer =>
      this.OR([
        { ALT: () => node.address(this.CONSUME(t.SingleAddress), this.base) },
        { ALT: () => node.fixedPeer('any', this.CONSUME(t.Any), this.base) },
        { ALT: () => node.fixedPeer('any6', this.CONSUME(t.Any6), this.base) },
        { ALT: () => node.fixedPeer('internet', this.CONSUME(t.Internet), this.base) },
        { ALT: () => node.namedPeer(this.CONSUME(t.Reference), this.base), IGNORE_AMBIGUITIES: true },
      ]),
  );

  readonly endpoints = this.separated('endpoints', this.endpoint);

  readonly addressItem = this.RULE('addressItem', (): ast.AddressItem => {
    const value = this.OR([
      { ALT: () => node.addressRange(this.CONSUME(t.AddressRange), this.base) },
      {
        ALT: () => {
          const first = this.CONSUME(t.SingleAddress);
          let last: IToken | undefined;
          this.OPTION(() => {
            this.CONSUME(t.Dash);
            last = this.CONSUME2(t.SingleAddress);
          });
          return last === undefined ? node.address(first, this.base) : node.addressesBetween(first, last, this.base);
        },
      },
      { ALT: () => node.namedPeer(this.CONSUME(t.Reference), this.base) },
    ]);
    const description = this.OPTION2(this.text);
    return this.ACTION(() => node.item(value, description));
  });

  readonly serviceItem = this.RULE('serviceItem', (): ast.ServiceItem => {
    const value = this.SUBRULE(this.service);
    const description = this.OPTION(this.text);
    return this.ACTION(() => node.item(value, description));
  });
}
