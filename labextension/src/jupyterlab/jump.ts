// From an annotation in a list to its place in the notebook: the cell, the article in its output, the passage.
import type { NotebookPanel } from '@jupyterlab/notebook';
import { MIME_TYPE } from '../model/bundle';
import { isObject, member } from '../model/json';
import type { MountedView } from '../view';
import type { ListedAnnotation, ListedReading } from './readings';
import type { Views } from './views';

/** How long an output may take to appear once its cell is in view, in milliseconds. */
const PATIENCE = 5_000;

function viewOf(views: Views, panel: NotebookPanel, { documentId, reader }: ListedReading) {
  const showing = views
    .inside(panel.node)
    .filter(({ controller }) => controller.session.document.id === documentId);
  return showing.find(({ controller }) => controller.session.reader === reader) ?? showing[0];
}

/** Index of the cell whose output shows the article, or that reading of it; -1 where none does. */
function cellOf(panel: NotebookPanel, { documentId, reader }: ListedReading): number {
  let found = -1;
  panel.content.widgets.forEach(({ model }, at) => {
    const outputs = model.sharedModel.cell_type === 'code' ? model.sharedModel.toJSON().outputs : [];
    for (const output of Array.isArray(outputs) ? outputs : []) {
      const payload = member(member(output, 'data'), MIME_TYPE);
      if (!isObject(payload) || member(member(payload, 'document'), 'id') !== documentId) continue;
      if (found < 0 || member(payload, 'reader') === reader) found = at;
    }
  });
  return found;
}

/** The view, once it is on the page: notebooks leave out what is far from the screen. */
function appears(
  views: Views,
  panel: NotebookPanel,
  reading: ListedReading
): Promise<MountedView | undefined> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      views.changed.disconnect(look);
      resolve(viewOf(views, panel, reading));
    };
    const look = () => {
      if (viewOf(views, panel, reading)) end();
    };
    const timer = setTimeout(end, PATIENCE);
    views.changed.connect(look);
    look();
  });
}

/**
 * Goes to the annotation and picks it; one of another reader is shown by selecting its passage, since only the present
 * reader's can be changed. False where no output of the notebook shows the article.
 */
export async function jump(
  views: Views,
  panel: NotebookPanel,
  reading: ListedReading,
  annotation: ListedAnnotation
): Promise<boolean> {
  let view = viewOf(views, panel, reading);
  if (!view) {
    const at = cellOf(panel, reading);
    if (at < 0) return false;
    await panel.content.scrollToItem(at);
    view = await appears(views, panel, reading);
    if (!view) return false;
  }
  const { controller } = view;
  controller.root.scrollIntoView({ block: 'nearest' });
  view.focus();
  if (controller.session.reader === reading.reader && Object.hasOwn(controller.annotations, annotation.id)) {
    controller.pick(annotation.id, true);
    return true;
  }
  const { t } = controller;
  controller.pick(null);
  for (const span of annotation.spans.slice(0, 1)) view.showPassage(span);
  // Known now, the selection is no news when the browser tells of it, which would take the message away.
  controller.refresh();
  controller.show({ message: t('%1 tagged this passage: %2.', reading.reader, annotation.kind) });
  return true;
}
