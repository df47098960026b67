// Writes the API reference, `reference/api/`, from the docstrings of all published packages.
import { fileURLToPath } from 'node:url';
import { Application, Converter, ReflectionKind } from 'typedoc';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const app = await Application.bootstrapWithPlugins(
  /** @type {import('typedoc').TypeDocOptions} */ ({
    tsconfig: here('tsconfig.packages.json'),
    entryPoints: [here('../../packages/*/src/index.ts')],
    plugin: ['typedoc-plugin-markdown', 'typedoc-vitepress-theme'],
    out: here('reference/api'),
    docsRoot: here('.'),
    readme: 'none',
    githubPages: false,
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    // `pnpm typecheck` has done it.
    skipErrorChecking: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true, hideModifiers: true },
    pageTitleTemplates: { module: (/** @type {{ name: string }} */ { name }) => `@x/${name}` },
    treatWarningsAsErrors: true,
  }),
);
// An entry point is known by its package, not by its file.
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
  if (reflection.kindOf(ReflectionKind.Module)) reflection.name = reflection.name.replace(/\/src$/, '');
});
const project = await app.convert();
if (!project) process.exitCode = 1;
else await app.generateOutputs(project);
