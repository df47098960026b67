/** Runs in the head, before anything is painted: the theme that was chosen, or the system's. */
type Theme = 'light' | 'dark';

const KEY = 'chat.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;

function chosen(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    return undefined;
  }
}

function apply(): void {
  root.dataset['theme'] = chosen() ?? (dark.matches ? 'dark' : 'light');
}

function toggle(): void {
  const next: Theme = root.dataset['theme'] === 'dark' ? 'light' : 'dark';
  try {
    // Who comes back to what the system says follows the system again.
    if ((next === 'dark') === dark.matches) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {}
  root.dataset['theme'] = next;
}

apply();
dark.addEventListener('change', apply);
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-action="theme"]')) toggle();
});
