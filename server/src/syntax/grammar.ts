import type { IOrAlt, IToken, ParserMethod, TokenType } from 'chevrotain';
import * as l10n from '#util/l10n.ts';
import type * as ast from './ast.ts';
import { endOf } from './lexer.ts';
import * as node from './nodes.ts';
import { RuleGrammar } from './ruleGrammar.ts';
import * as t from './tokens.ts';

/** What the value of a property may be. */
export type PropertyValue = 'vpc' | 'cidr' | 'acl' | 'subnet' | 'group';

/** A kind of line in a body, or in the file. */
export interface Statement {
  /** The word that it begins with. */
  readonly keyword: TokenType;
  readonly rule: ParserMethod<[node.Draft], unknown>;
  /** For a statement with a body in braces: the rule for its first line. */
  readonly head?: ParserMethod<[], unknown>;
  /** For a property: what a message says is missing where the word stands alone. */
  readonly value?: string | undefined;
  /** For a property: the kind of its value, for completion. */
  readonly expects?: PropertyValue | undefined;
}

export interface DeclarationStatement extends Statement {
  readonly rule: ParserMethod<[], ast.Declaration>;
}

/**
 * The grammar of the language, rule by rule. A text that breaks it is read in pieces by recovery.ts, which uses the rules below for the
 * pieces.
 *
 * Chevrotain learns the grammar by calling each rule once without arguments and tokens. Code that needs these stands in an `ACTION`, which
 * is not run then.
 */
export class Grammar extends RuleGrammar {
  /** What the rules accept and what is wrong nevertheless: an id of the wrong kind, a property that is there twice. */
  problems: ast.Problem[] = [];

  constructor(options: { readonly validate: boolean } = { validate: false }) {
    super(t.grammarTokens, options);
    this.performSelfAnalysis();
  }

  readonly region = this.RULE('region', (): ast.Region => {
    const keyword = this.CONSUME(t.Region);
    const name = this.CONSUME(t.Name);
    return node.region(keyword, name, this.base);
  });

  readonly project = this.RULE('project', (): ast.Project => {
    const keyword = this.CONSUME(t.Project);
    const name = this.OR([
      { ALT: () => this.CONSUME(t.Int) },
      { ALT: () => this.CONSUME(t.Name) },
      { ALT: () => this.CONSUME(t.Text) },
    ]);
    return this.ACTION(() => node.project(keyword, name, this.base));
  });

  private readonly subnetHead = this.RULE('subnetHead', (): node.Draft<node.BlockKind> => {
    const draft = node.draft('subnet', this.CONSUME(t.Subnet), this.base);
    draft.name = node.name(this.CONSUME(t.Name), this.base);
    this.CONSUME(t.Open);
    return draft;
  });

  readonly interfaceHead = this.RULE('interfaceHead', () => {
    const draft = node.draft('interface', this.CONSUME(t.Interface), this.base);
    this.OPTION(() => {
      draft.name = node.name(this.CONSUME(t.Name), this.base);
    });
    this.CONSUME(t.Open);
    return draft;
  });

  /** Name, description and opening brace: the same for all kinds but the subnet, which has no description. */
  private head(kind: node.BlockKind, keyword: IToken): node.Draft<node.BlockKind> {
    const draft = node.draft(kind, keyword, this.base);
    draft.name = node.name(this.CONSUME(t.Name), this.base);
    this.OPTION(() => {
      draft.description = node.text(this.CONSUME(t.Text), this.base);
    });
    this.CONSUME(t.Open);
    return draft;
  }

  /** The closing brace of a body. Returns where it ends. */
  readonly close = this.RULE('close', (): number => endOf(this.CONSUME(t.Close)) - this.base);

  /** In a list `id` may also be the name of another list. */
  private atId(): boolean {
    return this.LA(1).tokenTypeIdx === t.Id.tokenTypeIdx && this.LA(2).tokenTypeIdx === t.CloudId.tokenTypeIdx;
  }

  readonly networkInterface = this.RULE('networkInterface', (draft: node.Draft) => {
    const inner = this.SUBRULE(this.interfaceHead);
    const end = this.SUBRULE(this.interfaceBody, { ARGS: [inner] });
    this.ACTION(() => draft.interfaces.push(node.networkInterface(inner, end)));
    return true;
  });

  readonly id = this.RULE('id', (draft: node.Draft) => {
    this.CONSUME(t.Id);
    const id = this.CONSUME(t.CloudId);
    this.ACTION(() => node.addId(draft, id, this.base, this.problems));
    return true;
  });

  readonly machineAddress = this.RULE('machineAddress', (): ast.AddressText => {
    const address = node.address(this.CONSUME(t.SingleAddress), this.base);
    this.ACTION(() => node.checkPrefix(address, false, this.problems));
    return address;
  });

  readonly machineAddresses = this.separated('machineAddresses', this.machineAddress);

  /** The properties by the names of their rules. */
  readonly propertyRules = new Map<string, Statement>();

  /** A property: its word, then what `read` takes. */
  private property(
    keyword: TokenType,
    { value, expects }: Pick<Statement, 'value' | 'expects'>,
    read: (draft: node.Draft) => void,
  ): Statement {
    const name = `property ${t.wordOf(keyword)}`;
    const rule = this.RULE(name, (draft: node.Draft) => {
      this.CONSUME(keyword);
      read(draft);
      return true;
    });
    const statement = { keyword, rule, value, expects };
    this.propertyRules.set(name, statement);
    return statement;
  }

  /** A property whose value is one name, and which counts once. */
  private nameProperty(keyword: TokenType, key: 'vpc' | 'acl' | 'subnet', type: TokenType, value: string): Statement {
    return this.property(keyword, { value, expects: key }, (draft) => {
      const name = node.name(this.CONSUME(type), this.base);
      this.ACTION(() => node.setOnce(draft, key, name, this.problems));
    });
  }

  private readonly vpc = this.nameProperty(t.Vpc, 'vpc', t.Name, l10n.message("the name of a VPC after 'vpc'"));
  private readonly aclOfSubnet = this.nameProperty(
    t.Acl,
    'acl',
    t.Reference,
    l10n.message("the name or id of an ACL after 'acl'"),
  );
  private readonly subnetOfMachine = this.nameProperty(
    t.Subnet,
    'subnet',
    t.Reference,
    l10n.message("the name or id of a subnet after 'subnet'"),
  );

  private readonly cidr = this.property(
    t.Cidr,
    { value: l10n.message("a block such as 10.0.1.0/24 after 'cidr'"), expects: 'cidr' },
    (draft) => {
      const cidr = node.address(this.CONSUME(t.SingleAddress), this.base);
      this.ACTION(() => {
        node.checkPrefix(cidr, true, this.problems);
        node.setOnce(draft, 'cidr', cidr, this.problems);
      });
    },
  );

  private addressesProperty(keyword: TokenType, key: 'privateAddresses' | 'publicAddresses', value: string): Statement {
    return this.property(keyword, { value }, (draft) => {
      const addresses = this.SUBRULE(this.machineAddresses);
      this.ACTION(() => draft[key].push(...addresses));
    });
  }

  private readonly privateIp = this.addressesProperty(
    t.PrivateIp,
    'privateAddresses',
    l10n.message("an address after 'private-ip'"),
  );
  private readonly publicIp = this.addressesProperty(
    t.PublicIp,
    'publicAddresses',
    l10n.message("an address after 'public-ip'"),
  );

  private readonly groups = this.property(
    t.Groups,
    { value: l10n.message("the names or ids of groups after 'groups'"), expects: 'group' },
    (draft) => {
      const first = this.CONSUME(t.Reference);
      this.ACTION(() => draft.groups.push(node.name(first, this.base)));
      this.MANY(() => {
        this.CONSUME(t.Comma);
        const next = this.CONSUME2(t.Reference);
        this.ACTION(() => draft.groups.push(node.name(next, this.base)));
      });
    },
  );

  private readonly dedicated = this.property(t.Dedicated, {}, (draft) => {
    this.ACTION(() => {
      draft.dedicated = true;
    });
  });

  readonly list = this.RULE('list', (draft: node.Draft) => {
    const keyword = this.SUBRULE(this.listHead);
    const { rules, end } = this.SUBRULE(this.listBody);
    this.ACTION(() => draft.lists.push(node.list(keyword, rules, end, this.base)));
    return true;
  });

  /** The word of the list and its brace. */
  readonly listHead = this.RULE('listHead', (): IToken => {
    const keyword = this.OR([{ ALT: () => this.CONSUME(t.Inbound) }, { ALT: () => this.CONSUME(t.Outbound) }]);
    this.CONSUME(t.Open);
    return keyword;
  });

  readonly listBody = this.RULE('listBody', () => {
    const rules: ast.Rule[] = [];
    this.MANY(() => {
      rules.push(this.SUBRULE(this.rule));
    });
    return { rules, end: this.SUBRULE(this.close) };
  });

  readonly expectation = this.RULE('expectation', (): ast.Expectation => {
    const keyword = this.CONSUME(t.Expect);
    const action = this.SUBRULE(this.action);
    const service = this.SUBRULE(this.service);
    this.CONSUME(t.From);
    const from = this.SUBRULE(this.endpoints);
    this.CONSUME(t.To);
    const to = this.SUBRULE2(this.endpoints);
    const name = this.OPTION(this.text);
    return this.ACTION(() =>
      node.expectation(keyword, { action: node.actionOf(action), service, from, to, name }, this.base),
    );
  });

  // The statements that may stand in each body, and in the file. Bodies, recovery, messages and misspelt words all use these lists.

  readonly listStatements: readonly Statement[] = [
    { keyword: t.Allow, rule: this.rule },
    { keyword: t.Deny, rule: this.rule },
  ];

  readonly idStatement: Statement = { keyword: t.Id, rule: this.id };

  readonly policyStatements: readonly Statement[] = [
    this.idStatement,
    { keyword: t.Inbound, rule: this.list, head: this.listHead },
    { keyword: t.Outbound, rule: this.list, head: this.listHead },
  ];

  /** The statements of blocks that have properties only. */
  readonly properties = {
    subnet: [this.idStatement, this.vpc, this.cidr, this.aclOfSubnet],
    interface: [this.idStatement, this.privateIp, this.publicIp, this.subnetOfMachine, this.groups],
    cvm: [
      this.idStatement,
      this.privateIp,
      this.publicIp,
      this.subnetOfMachine,
      this.groups,
      this.dedicated,
      { keyword: t.Interface, rule: this.networkInterface, head: this.interfaceHead },
    ],
  } satisfies Readonly<Record<string, readonly Statement[]>>;

  readonly policyBody = this.body('policyBody', this.policyStatements);
  readonly subnetBody = this.body('subnetBody', this.properties.subnet);
  readonly interfaceBody = this.body('interfaceBody', this.properties.interface);
  readonly cvmBody = this.body('cvmBody', this.properties.cvm);

  readonly addressesBody = this.listBodyOf('addressesBody', this.addressItem, ({ addressItems }) => addressItems);
  readonly servicesBody = this.listBodyOf('servicesBody', this.serviceItem, ({ serviceItems }) => serviceItems);

  /** Items of a named list, its id among them, and the closing brace. */
  private listBodyOf<T>(name: string, item: ParserMethod<[], T>, itemsOf: (draft: node.Draft) => T[]) {
    return this.RULE(name, (draft: node.Draft): number => {
      this.MANY(() => {
        this.OR([
          { GATE: () => this.atId(), ALT: () => this.SUBRULE(this.id, { ARGS: [draft] }) },
          {
            ALT: () => {
              const read = this.SUBRULE(item);
              this.ACTION(() => itemsOf(draft).push(read));
            },
            IGNORE_AMBIGUITIES: true,
          },
        ]);
      });
      return this.SUBRULE(this.close);
    });
  }

  /** Statements in any order, and the closing brace. */
  private body(name: string, statements: readonly Statement[]) {
    const rules = new Set(statements.map(({ rule }) => rule));
    return this.RULE(name, (draft: node.Draft): number => {
      this.MANY(() => this.OR([...rules].map((rule) => ({ ALT: () => this.SUBRULE(rule, { ARGS: [draft] }) }))));
      return this.SUBRULE(this.close);
    });
  }

  /** A declaration of the file with a body in braces. */
  private braced(
    kind: node.BlockKind,
    keyword: TokenType,
    body: ParserMethod<[node.Draft], number>,
    head = this.RULE(`${kind}Head`, () => this.head(kind, this.CONSUME(keyword))),
  ): DeclarationStatement {
    const rule = this.RULE(kind, (): ast.Declaration => {
      const draft = this.SUBRULE(head);
      const end = this.SUBRULE(body, { ARGS: [draft] });
      return this.ACTION(() => node.declaration(draft, end));
    });
    return { keyword, rule, head };
  }

  readonly fileStatements: readonly DeclarationStatement[] = [
    { keyword: t.Region, rule: this.region },
    { keyword: t.Project, rule: this.project },
    this.braced('group', t.Group, this.policyBody),
    this.braced('acl', t.Acl, this.policyBody),
    this.braced('addresses', t.Addresses, this.addressesBody),
    this.braced('services', t.Services, this.servicesBody),
    this.braced('subnet', t.Subnet, this.subnetBody, this.subnetHead),
    this.braced('cvm', t.Cvm, this.cvmBody),
    { keyword: t.Expect, rule: this.expectation },
  ];

  readonly fileKeywords: readonly TokenType[] = this.fileStatements.map(({ keyword }) => keyword);

  private readonly declarations: IOrAlt<ast.Declaration>[] = this.fileStatements.map(({ rule }) => ({
    ALT: () => this.SUBRULE(rule),
  }));
  readonly declaration = this.RULE('declaration', (): ast.Declaration => this.OR(this.declarations));

  /** Only for completion, which asks what may stand in a file. Files are read declaration by declaration. */
  readonly file = this.RULE('file', () => {
    this.MANY(() => this.SUBRULE(this.declaration));
  });
}
