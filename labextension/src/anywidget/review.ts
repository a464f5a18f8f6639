// The review on hosts of widgets: JupyterLab, Notebook 7, VS Code, Colab. The kernel keeps the dataset.
import { sharedWords } from '../model';
import { mountReview } from '../view/review';
import type { ToReviewed } from '../view/review/messages';
import { memory } from './memory';

type Listener = (message: unknown) => void;

interface Model {
  get(name: string): unknown;
  send(message: ToReviewed): void;
  on(event: 'msg:custom', listener: Listener): void;
  off(event: 'msg:custom', listener: Listener): void;
  widget_manager: { get_model(id: string): Promise<{ get(name: string): unknown }> };
}

async function tableOf(model: Model, id: string): Promise<ArrayBufferView | ArrayBuffer> {
  const carrier = await model.widget_manager.get_model(id);
  const data = carrier.get('data');
  if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) return data;
  throw new Error('The table did not arrive. Run the cell again.');
}

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const root = document.createElement('div');
  el.append(root);
  const reviewer = model.get('reviewer');
  const host = {
    send: (message: ToReviewed) => model.send(message),
    table: (id: string) => tableOf(model, id),
    memory: memory()
  };
  const review = mountReview(root, host, typeof reviewer === 'string' ? reviewer : '', sharedWords());
  model.on('msg:custom', review.desk.receive);
  return () => {
    model.off('msg:custom', review.desk.receive);
    review.dispose();
    root.remove();
  };
}

export default { render };
