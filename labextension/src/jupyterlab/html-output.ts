// Keeps the outputs for other readers current: the page of HTML and the line of text that a saved notebook shows
// where our extension is not. The interactive view, which made the edit, must not notice.
import type { Store } from '../model';
import { MIME_TYPE } from '../model/bundle';
import { isObject, type JsonObject } from '../model/json';
import { staticHtml } from '../model/static-html';

/** An output inside the shared model; a map of its own, so that one member can be set. */
interface SharedOutput {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

interface SharedCell {
  readonly cell_type: string;
  /** Absent from the interface of JupyterLab's shared cells, there in all that have outputs since JupyterLab 4.2. */
  readonly youtputs?: { toArray(): unknown[] };
  transact(change: () => void, undoable?: boolean, origin?: unknown): void;
}

export interface SharedNotebook {
  readonly cells: readonly unknown[];
}

function isSharedOutput(value: unknown): value is SharedOutput {
  return isObject(value) && typeof value.get === 'function' && typeof value.set === 'function';
}

/** Between the pages of several articles. Twin: `SEPARATOR` in src/annotator/widgets/bundle.py. */
const SEPARATOR = '\n<hr>\n';

/** One line: title, reader, counts. Twin: `counts` in src/annotator/widgets/bundle.py. */
function counts({ document, reader, checked }: Store): string {
  const found = [
    `${Object.keys(checked.annotations).length} annotations`,
    `${Object.keys(checked.relations).length} relations`
  ];
  if (checked.setAside > 0) found.push(`${checked.setAside} set aside`);
  return `Annotator: ${document.title} (${reader}: ${found.join(', ')})`;
}

export class HtmlOutputs {
  private readonly made = new WeakMap<Store, { of: unknown; html: string; text: string }>();

  /** `find` gives the reading that an output shows; undefined where the notebook keeps none. */
  constructor(
    private readonly notebook: SharedNotebook,
    private readonly find: (payload: unknown) => Store | undefined
  ) {}

  /** Rewrites what differs; true where something did. */
  update(): boolean {
    let changed = false;
    for (const cell of this.notebook.cells as SharedCell[]) {
      if (cell.cell_type !== 'code') continue;
      for (const output of cell.youtputs?.toArray() ?? []) {
        if (isSharedOutput(output)) changed = this.updateOutput(cell, output) || changed;
      }
    }
    return changed;
  }

  private updateOutput(cell: SharedCell, output: SharedOutput): boolean {
    const data = output.get('data');
    if (!isObject(data) || !Object.hasOwn(data, MIME_TYPE)) return false;
    const made = this.madeOf(data[MIME_TYPE], data);
    if (!made) return false;
    const { html, text } = made;
    if (data['text/html'] === html && data['text/plain'] === text) return false;
    const next: JsonObject = { ...data, 'text/html': html, 'text/plain': text };
    // By this origin the cell's own output area knows that it need not render again; and for other pages of a shared
    // notebook a member of an output is no output that came or went.
    cell.transact(() => output.set('data', next), false, 'silent-change');
    return true;
  }

  private madeOf(payload: unknown, data: JsonObject): { html: string; text: string } | undefined {
    if (!isObject(payload) || !Array.isArray(payload.documents)) {
      const store = this.find(payload);
      return store && this.make(store);
    }
    // Of several articles those that are open here are made anew, the others are left as they are.
    const { documents, ...common } = payload;
    const html = String(data['text/html']).split(SEPARATOR);
    const text = String(data['text/plain']).split('\n');
    if (html.length !== documents.length || text.length !== documents.length) return undefined;
    documents.forEach((document, at) => {
      const store = this.find({ ...common, document });
      if (!store) return;
      const made = this.make(store);
      html[at] = made.html;
      text[at] = made.text;
    });
    return { html: html.join(SEPARATOR), text: text.join('\n') };
  }

  private make(store: Store): { html: string; text: string } {
    const known = this.made.get(store);
    if (known?.of === store.checked) return known;
    const { document, codebook, reader, checked } = store;
    const made = { of: checked, html: staticHtml(document, codebook, reader, checked), text: counts(store) };
    this.made.set(store, made);
    return made;
  }
}
