// Writes the API reference, `reference/api/`, from the docstrings of everything that the packages export.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, Converter, ReflectionKind } from 'typedoc';
import { doors } from './sources.mjs';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const names = new Map(doors().map(({ name, file }) => [file, name]));
const out = here('reference/api');

const app = await Application.bootstrapWithPlugins(
  /** @type {import('typedoc').TypeDocOptions} */ ({
    tsconfig: here('tsconfig.packages.json'),
    entryPoints: [...names.keys()],
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    out,
    docsRoot: here('.'),
    name: 'API',
    readme: 'none',
    githubPages: false,
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    // `pnpm typecheck` has found them.
    skipErrorChecking: true,
    treatWarningsAsErrors: true,
    validation: { notExported: false, invalidLink: true, rewrittenLink: true, notDocumented: false },
    logLevel: 'Warn',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true, hideModifiers: true },
    pageTitleTemplates: { module: (/** @type {{ name: string }} */ { name }) => `@x/${name}` },
  }),
);

// An entry point is known by what people import, not by its file.
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
  if (!reflection.kindOf(ReflectionKind.Module)) return;
  const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName;
  reflection.name = names.get(file ?? '') ?? reflection.name;
});

const project = await app.convert();
if (!project) throw new Error('The sources of the packages could not be read');
await app.generateOutputs(project);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;

// Links of a sidebar have no ending, so that the site may have any.
const sidebar = `${out}/typedoc-sidebar.json`;
writeFileSync(sidebar, readFileSync(sidebar, 'utf8').replaceAll('.md"', '"'));
