import { byId } from '../dom.js';

/** Lets a picture be dropped anywhere on the page. */
export function acceptDrops(onDrop: (file: File) => void): void {
  const veil = byId('drop');
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  addEventListener('dragenter', (event) => {
    if (carriesFiles(event)) veil.hidden = false;
  });
  addEventListener('dragover', (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener('dragleave', (event) => {
    // Moving from element to element is no leaving; the window is left towards nothing.
    if (event.relatedTarget === null) veil.hidden = true;
  });
  addEventListener('drop', (event) => {
    veil.hidden = true;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const [file] = event.dataTransfer!.files;
    if (file) onDrop(file);
  });
}
