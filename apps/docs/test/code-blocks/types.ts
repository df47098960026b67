import { join } from 'node:path';
import ts from 'typescript';
import { DOCS, REPOSITORY } from './pages.js';
import type { Program } from './programs.js';

/** What a reader's own project may not have switched on, and what a short example cannot keep to. */
const NOT_ASKED: ts.CompilerOptions = {
  noUnusedLocals: false,
  noUnusedParameters: false,
  noImplicitReturns: false,
  noPropertyAccessFromIndexSignature: false,
  declaration: false,
};

/**
 * Type-checks all files as one program, against the sources of the packages; but those that augment a module or the global
 * scope only together with those of their own page, as what they declare would hold on all others.
 * @returns for each file with errors these, as `line: message`
 */
export function typeErrors(programs: ReadonlyMap<string, Program>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [file, program] of programs) {
    const group = augments(program) ? program.page : '';
    groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  const base = ts.readConfigFile(join(REPOSITORY, 'tsconfig.base.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent({ ...base, files: [] }, ts.sys, DOCS);
  options.lib = ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.disposable.d.ts'];
  Object.assign(options, NOT_ASKED);
  const host = ts.createCompilerHost(options);
  host.getCurrentDirectory = () => DOCS;
  const parsed = new Map<string, ts.SourceFile | undefined>();
  const parse = host.getSourceFile;
  host.getSourceFile = (name, ...rest) => {
    if (!parsed.has(name)) parsed.set(name, parse(name, ...rest));
    return parsed.get(name);
  };
  return new Map([...groups.values()].flatMap((files) => errorsOf(ts.createProgram(files, options, host), files)));
}

const augments = ({ files }: Program) => /^declare (global|module)\b/m.test([...files.values()].join('\n'));

function errorsOf(program: ts.Program, files: readonly string[]): [string, string[]][] {
  const problems = program.getOptionsDiagnostics().map(textOf);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return files.flatMap((file): [string, string[]][] => {
    const source = program.getSourceFile(file);
    if (source === undefined) throw new Error(`${file} was not compiled`);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const errors = found.map((diagnostic) => `${lineOf(source, diagnostic)}: ${textOf(diagnostic)}`);
    return errors.length > 0 ? [[file, errors]] : [];
  });
}

const textOf = ({ messageText }: ts.Diagnostic) => ts.flattenDiagnosticMessageText(messageText, '\n  ');
const lineOf = (source: ts.SourceFile, { start = 0 }: ts.Diagnostic) =>
  source.getLineAndCharacterOfPosition(start).line + 1;
