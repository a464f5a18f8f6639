// Real shared notebooks, alone and in pairs that hear of each other as two pages do.
import { YNotebook } from '@jupyter/ydoc';
import * as Y from 'yjs';
import type { MetadataOwner } from '../../src/jupyterlab/metadata';

export function notebookWith(metadata: object = {}, cells: object[] = []): YNotebook {
  return YNotebook.create({ data: { cells, metadata, nbformat: 4, nbformat_minor: 5 } as never });
}

/** The notebook as our code takes it. */
export function owner(notebook: YNotebook): MetadataOwner {
  return notebook as unknown as MetadataOwner;
}

export function metadataOf(notebook: YNotebook): Record<string, unknown> {
  return notebook.getMetadata() as Record<string, unknown>;
}

/** A second page of the same notebook. While `hold` runs nothing travels; then all does, both ways. */
export function secondPageOf(first: YNotebook): { second: YNotebook; hold(work: () => void): void } {
  const second = new YNotebook();
  let held: (() => void)[] | null = null;
  const pass = (to: YNotebook) => (update: Uint8Array, origin: unknown) => {
    if (origin === 'network') return;
    const send = () => Y.applyUpdate(to.ydoc, update, 'network');
    if (held) held.push(send);
    else send();
  };
  Y.applyUpdate(second.ydoc, Y.encodeStateAsUpdate(first.ydoc), 'network');
  first.ydoc.on('update', pass(second));
  second.ydoc.on('update', pass(first));
  return {
    second,
    hold(work) {
      held = [];
      work();
      const waiting = held;
      held = null;
      for (const send of waiting) send();
    }
  };
}
