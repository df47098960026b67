/** The element with an id of our own HTML. */
export function byId<T extends Element = HTMLElement>(id: string, type?: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!found || (type && !(found instanceof type))) throw new Error(`The page has no proper element #${id}.`);
  return found as unknown as T;
}

type Properties<T> = { [K in keyof T]?: T[K] };

/**
 * Makes an element. Children that are strings become text, whatever they contain: nothing here parses HTML.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

/** One of the icons that index.html defines. */
export function icon(name: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Shows `items` as the children of `parent`. An element stays as long as its key does, so focus, scroll position and
 * animations survive.
 */
export function showList<T>(
  parent: Element,
  items: readonly T[],
  {
    key,
    create,
    update,
  }: { key(item: T): string; create(item: T): HTMLElement; update?(made: HTMLElement, item: T): void },
): void {
  const old = new Map(
    Array.from(parent.children, (child) => [(child as HTMLElement).dataset['key'], child as HTMLElement]),
  );
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const made = old.get(name) ?? create(item);
    old.delete(name);
    made.dataset['key'] = name;
    update?.(made, item);
    if (made === place) place = place.nextElementSibling;
    else parent.insertBefore(made, place);
  }
  for (const gone of old.values()) gone.remove();
}
