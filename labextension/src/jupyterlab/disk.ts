// The notebook as the file has it beside the notebook as the page has it: does the file hold anything but readings
// that the page would overwrite?
import { canonical, parseKey } from '../model';
import { MIME_TYPE } from '../model/bundle';
import { isObject, type JsonObject } from '../model/json';

/** Metadata that JupyterLab writes by itself, the same again for the same kernel. */
const DERIVED = ['language_info'];

function text(value: unknown): unknown {
  return Array.isArray(value) && value.every(item => typeof item === 'string') ? value.join('') : value;
}

function withoutMembers(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function plainOutput(output: unknown): unknown {
  if (!isObject(output)) return output;
  const { data } = output;
  if (!isObject(data)) return { ...output, text: text(output.text) };
  // Pages for other readers are made from the reading, which is merged.
  const made = Object.hasOwn(data, MIME_TYPE) ? ['text/html', 'text/plain'] : [];
  const kept = Object.entries(withoutMembers(data, made)).map(([type, value]) => [type, text(value)]);
  return { ...output, data: Object.fromEntries(kept) };
}

function plainCell(cell: unknown): unknown {
  if (!isObject(cell)) return cell;
  const metadata = isObject(cell.metadata) ? withoutMembers(cell.metadata, ['trusted']) : cell.metadata;
  const plain: JsonObject = { ...cell, source: text(cell.source), metadata };
  if (Array.isArray(cell.outputs)) plain.outputs = cell.outputs.map(plainOutput);
  // Ids of notebooks older than format 4.5 are made anew by each page.
  return withoutMembers(
    plain,
    ['id', 'attachments'].filter(name => name === 'id' || !hasMembers(cell[name]))
  );
}

function hasMembers(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

function plainNotebook(notebook: JsonObject): unknown {
  const metadata = isObject(notebook.metadata) ? notebook.metadata : {};
  const kept = Object.entries(metadata).filter(([key]) => !parseKey(key) && !DERIVED.includes(key));
  const cells = Array.isArray(notebook.cells) ? notebook.cells.map(plainCell) : notebook.cells;
  return { metadata: Object.fromEntries(kept), cells };
}

/** Whether two notebooks are the same in everything but readings and what is made from them. */
export function differOnlyInReadings(a: JsonObject, b: JsonObject): boolean {
  return canonical(plainNotebook(a)) === canonical(plainNotebook(b));
}

/** The values under our keys in a notebook, whatever they are. */
export function readingsIn(notebook: unknown): [key: string, value: unknown][] {
  const metadata = isObject(notebook) && isObject(notebook.metadata) ? notebook.metadata : {};
  return Object.entries(metadata).filter(([key]) => parseKey(key));
}
