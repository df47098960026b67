import ts from 'typescript';

const parse = (code: string) => ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);

/** The modules that a program imports, by `import`, `export from` or `import()` with a literal. */
export function modulesOf(code: string): string[] {
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
}

/**
 * A program without its repeated imports: a block that continues another one may import again what the reader has seen.
 * Everything keeps its line.
 */
export function withoutRepeatedImports(code: string): string {
  const seen = new Set<string>();
  const cuts: ts.TextRange[] = [];
  for (const statement of parse(code).statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) continue;
    const { name, namedBindings } = statement.importClause;
    const own: { local: string; range: ts.TextRange }[] = [];
    if (name !== undefined) own.push({ local: name.text, range: statement });
    if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) {
      own.push({ local: namedBindings.name.text, range: statement });
    } else if (namedBindings !== undefined) {
      for (const element of namedBindings.elements) {
        const comma = code[element.end] === ',' ? 1 : 0;
        own.push({ local: element.name.text, range: { pos: element.getStart(), end: element.end + comma } });
      }
    }
    const repeated = own.filter(({ local }) => seen.has(local));
    if (repeated.length === own.length) cuts.push({ pos: statement.getStart(), end: statement.end });
    else cuts.push(...repeated.map(({ range }) => range));
    for (const { local } of own) seen.add(local);
  }
  return cuts.reduce((text, { pos, end }) => {
    const blank = text.slice(pos, end).replace(/[^\n]/g, ' ');
    return text.slice(0, pos) + blank + text.slice(end);
  }, code);
}

/** Names that a module exports by declarations: value or type, as an import clause has to say it. */
export function exportsOf(code: string): { name: string; type: boolean }[] {
  const exports: { name: string; type: boolean }[] = [];
  for (const statement of parse(code).statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      for (const { name, isTypeOnly } of statement.exportClause.elements) {
        exports.push({ name: name.text, type: isTypeOnly || statement.isTypeOnly });
      }
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const type = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    for (const name of declaredBy(statement)) exports.push({ name, type });
  }
  return exports;
}

/** Names that a program declares or imports at its top. */
export function declarationsOf(code: string): Set<string> {
  const names = parse(code).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return declaredBy(statement);
    const { name, namedBindings } = statement.importClause ?? {};
    const named = namedBindings && ts.isNamedImports(namedBindings) ? [...namedBindings.elements] : [];
    const space = namedBindings && ts.isNamespaceImport(namedBindings) ? [namedBindings] : [];
    return [...(name ? [name.text] : []), ...[...named, ...space].map((element) => element.name.text)];
  });
  return new Set(names);
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => bindingsOf(name));
  }
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return named && statement.name ? [statement.name.text] : [];
}

function bindingsOf(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bindingsOf(element.name) : []));
}
