/** What a page's life means for a connection. */
export interface PageWatcher {
  /** The page is shown, resumed or online again. */
  wake(): void;
  /** The network is gone, or the page about to leave: a connection would be kept in vain, and keep the page out of the back/forward cache. */
  lost(): void;
}

/** Watches the page, where there is one. @returns a function that ends it. */
export function watchPage({ wake, lost }: PageWatcher): () => void {
  const listeners: Record<string, () => void> = {
    online: wake,
    pageshow: wake,
    resume: wake,
    visibilitychange: () => document.hidden || wake(),
    offline: lost,
    pagehide: lost,
  };
  // Neither Node nor every worker has events of its own. Those of the document pass here on their way down.
  for (const event in listeners) globalThis.addEventListener?.(event, listeners[event]!, true);
  return () => {
    for (const event in listeners) globalThis.removeEventListener?.(event, listeners[event]!, true);
  };
}
