/** What a page's life means for a connection. */
export interface PageWatcher {
  /** The page is shown, resumed or online again. */
  wake(): void;
  /** The network is gone, or the page about to leave: a connection would be kept in vain, and keep the page out of the back/forward cache. */
  lost(): void;
}

/** Watches the page, where there is one. @returns a function that ends it. */
export function watchPage({ wake, lost }: PageWatcher): () => void {
  const { document } = globalThis;
  const events: [EventTarget | undefined, string, () => void][] = [
    [globalThis, 'online', wake],
    [globalThis, 'pageshow', wake],
    [document, 'resume', wake],
    [document, 'visibilitychange', () => document.visibilityState === 'visible' && wake()],
    [globalThis, 'offline', lost],
    [globalThis, 'pagehide', lost],
  ];
  // Neither Node nor every worker has them.
  for (const [target, event, listener] of events) target?.addEventListener?.(event, listener);
  return () => {
    for (const [target, event, listener] of events) target?.removeEventListener?.(event, listener);
  };
}
