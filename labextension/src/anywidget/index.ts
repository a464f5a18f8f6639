// The view for hosts without our extension (Voilà, VS Code, Colab, marimo): the kernel keeps the reading.
import { type Bundle, parseBundles } from '../model/bundle';
import { mountView } from '../view';
import { type Channel, ChannelSession } from './channel-session';
import { memory } from './memory';
import { renderSeveral } from './several';

interface RenderProps {
  model: Channel & { get(name: string): unknown };
  el: HTMLElement;
}

function render({ model, el }: RenderProps): () => void {
  const root = document.createElement('div');
  el.append(root);
  try {
    const payload = model.get('payload');
    const bundles = parseBundles(payload);
    if (bundles.length > 1) return renderSeveral(root, bundles, payload, model, memory());
    const session = new ChannelSession(bundles[0] as Bundle, payload, model, memory());
    const view = mountView(root, session);
    return () => {
      view.dispose();
      session.dispose();
      root.remove();
    };
  } catch (error) {
    root.setAttribute('role', 'alert');
    root.textContent = error instanceof Error ? error.message : String(error);
    return () => root.remove();
  }
}

export default { render };
