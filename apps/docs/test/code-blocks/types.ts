import { join } from 'node:path';
import ts from 'typescript';
import { DOCS, REPOSITORY } from './pages.js';

/** What a reader's own project may not have switched on, and what a short example cannot keep to. */
const NOT_ASKED: ts.CompilerOptions = {
  noUnusedLocals: false,
  noUnusedParameters: false,
  noImplicitReturns: false,
  noPropertyAccessFromIndexSignature: false,
  declaration: false,
};

/**
 * Type-checks all files as one program, against the sources of the packages.
 * @returns for each file with errors these, as `line: message`
 */
export function typeErrors(files: readonly string[]): Map<string, string[]> {
  const base = ts.readConfigFile(join(REPOSITORY, 'tsconfig.base.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent({ ...base, files: [] }, ts.sys, DOCS);
  options.lib = ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.disposable.d.ts'];
  Object.assign(options, NOT_ASKED);
  const host = ts.createCompilerHost(options);
  host.getCurrentDirectory = () => DOCS;
  const program = ts.createProgram(files, options, host);
  const errors = new Map<string, string[]>();
  const problems = program.getOptionsDiagnostics().map(textOf);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} was not compiled`);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    if (found.length > 0)
      errors.set(
        file,
        found.map((diagnostic) => `${lineOf(source, diagnostic)}: ${textOf(diagnostic)}`),
      );
  }
  return errors;
}

const textOf = ({ messageText }: ts.Diagnostic) => ts.flattenDiagnosticMessageText(messageText, '\n  ');
const lineOf = (source: ts.SourceFile, { start = 0 }: ts.Diagnostic) =>
  source.getLineAndCharacterOfPosition(start).line + 1;
