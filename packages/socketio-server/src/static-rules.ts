/** What a rule maps to: a file or folder, or one whose content type is not to be guessed, or which goes with more headers. */
export type StaticTarget = string | DescribedTarget;

interface DescribedTarget {
  readonly filename: string;
  readonly contentType?: string | undefined;
  /** Fields of the answer, such as a content security policy. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Paths of URLs and what is served for them; `''` is the default file of paths that end with a slash. */
export type StaticRules = Readonly<Record<string, StaticTarget>>;

/** Where a request's file is: `path` within `root`, never outside. */
export interface StaticMatch {
  readonly root: string;
  readonly path: string;
  readonly contentType: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What is meant if the file turns out to be a folder; without it, the client is sent on to the path with a slash. */
  readonly asFolder?: StaticMatch | undefined;
}

const DEFAULT_FILE = 'index.html';

/**
 * Finds the rule for a path: that of the path itself, else that of the longest folder above it.
 *
 * @param path decoded, without query.
 */
export function findStatic(rules: StaticRules, path: string): StaticMatch | undefined {
  if (path === '' || !Object.hasOwn(rules, path)) return findFolder(rules, path);
  const target = fileOf(rules[path]!);
  const { filename, contentType, headers } = target;
  const asFolder = inFolder(rules, target, '/');
  if (filename.endsWith('/')) return asFolder;
  return { ...split(filename), contentType, headers, asFolder: path.endsWith('/') ? asFolder : undefined };
}

function findFolder(rules: StaticRules, path: string): StaticMatch | undefined {
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    const target = folderRule(rules, path.slice(0, end));
    if (target !== undefined) return inFolder(rules, fileOf(target), path.slice(end));
    if (end === 0) break;
  }
  return undefined;
}

function folderRule(rules: StaticRules, folder: string): StaticTarget | undefined {
  if (folder !== '' && Object.hasOwn(rules, folder)) return rules[folder];
  return Object.hasOwn(rules, `${folder}/`) ? rules[`${folder}/`] : undefined;
}

function inFolder(rules: StaticRules, target: DescribedTarget, rest: string): StaticMatch {
  const { filename, contentType, headers } = target;
  if (!rest.endsWith('/')) return { root: filename, path: rest, contentType, headers };
  const standard = fileOf(rules[''] ?? DEFAULT_FILE);
  return { root: filename, path: rest + standard.filename, contentType: standard.contentType ?? contentType, headers };
}

function fileOf(target: StaticTarget): DescribedTarget {
  return typeof target === 'string' ? { filename: target } : target;
}

function split(filename: string): { readonly root: string; readonly path: string } {
  const slash = filename.lastIndexOf('/');
  return { root: slash === -1 ? '.' : filename.slice(0, slash + 1), path: filename.slice(slash + 1) };
}
