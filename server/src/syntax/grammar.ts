import type { IOrAlt, IToken, ParserMethod, TokenType } from 'chevrotain';
import type * as ast from './ast.ts';
import { endOf } from './lexer.ts';
import * as node from './nodes.ts';
import { allProperties, type Property, type PropertyBlock, type PropertyValue, properties } from './properties.ts';
import { RuleGrammar } from './ruleGrammar.ts';
import * as t from './tokens.ts';

/** A kind of line in a body, or in the file. */
export interface Statement {
  /** The word that it begins with. */
  readonly keyword: TokenType;
  readonly rule: ParserMethod<[node.Draft], unknown>;
  /** For a statement with a body in braces: the rule for its first line. */
  readonly head?: ParserMethod<[], unknown>;
  readonly property?: Property;
}

interface PropertyStatement extends Statement {
  readonly property: Property;
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
  readonly propertyRules = new Map<string, PropertyStatement>();

  private readonly propertyStatements = new Map([...allProperties].map((one) => [one, this.property(one)] as const));

  private statementsOf(kind: PropertyBlock['kind']): readonly Statement[] {
    return properties[kind].map((one) => this.propertyStatements.get(one) as Statement);
  }

  private property(property: Property): PropertyStatement {
    const keyword = t.keywordOf(property.word) as TokenType;
    const name = `property ${property.word}`;
    const rule = this.RULE(name, (draft: node.Draft) => {
      const word = this.CONSUME(keyword);
      this.readValues(property, word, (value) =>
        this.ACTION(() => node.addValue(draft, property, value, this.problems)),
      );
      return true;
    });
    const statement = { keyword, rule, property };
    this.propertyRules.set(name, statement);
    return statement;
  }

  /** What stands behind a comma may be missing: each value counts as soon as it is read. */
  private readValues({ value }: Property, word: IToken, add: (value: PropertyValue) => void): void {
    switch (value) {
      case 'vpc':
        add(node.name(this.CONSUME(t.Name), this.base));
        return;
      case 'reference':
        add(node.name(this.CONSUME(t.Reference), this.base));
        return;
      case 'references':
        add(node.name(this.CONSUME(t.Reference), this.base));
        this.MANY(() => {
          this.CONSUME(t.Comma);
          add(node.name(this.CONSUME2(t.Reference), this.base));
        });
        return;
      case 'block': {
        const block = node.address(this.CONSUME(t.SingleAddress), this.base);
        this.ACTION(() => node.checkPrefix(block, true, this.problems));
        add(block);
        return;
      }
      case 'addresses': {
        const addresses = this.SUBRULE(this.machineAddresses);
        this.ACTION(() => addresses.forEach(add));
        return;
      }
      case 'nothing':
        add(node.rangeOf(word, this.base));
    }
  }

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
    subnet: [this.idStatement, ...this.statementsOf('subnet')],
    interface: [this.idStatement, ...this.statementsOf('interface')],
    cvm: [
      this.idStatement,
      ...this.statementsOf('cvm'),
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
