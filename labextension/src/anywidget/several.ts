// Several articles over one anywidget: each message says which article it is about.
import type { Session } from '../model';
import type { Bundle } from '../model/bundle';
import { member } from '../model/json';
import { ArticlesView, progressOf } from '../view/articles';
import { type Channel, ChannelSession } from './channel-session';

type Memory = Pick<Storage, 'getItem' | 'setItem'>;
type Listener = (message: unknown) => void;

/** The part of a channel that is about one article. */
function channelAbout(document: string, channel: Channel): Channel {
  const listening = new Map<Listener, Listener>();
  return {
    send: message => channel.send({ ...message, document } as never),
    on(event, listener) {
      const mine: Listener = message => {
        if (member(message, 'document') === document) listener(message);
      };
      listening.set(listener, mine);
      channel.on(event, mine);
    },
    off(event, listener) {
      const mine = listening.get(listener);
      if (mine) channel.off(event, mine);
      listening.delete(listener);
    }
  };
}

/** Puts the view of several articles into `root`; gives the function that ends it. */
export function renderSeveral(
  root: HTMLElement,
  bundles: Bundle[],
  payload: unknown,
  channel: Channel,
  memory: Memory
): () => void {
  const sessions = new Map<string, ChannelSession>();
  const open = async (bundle: Bundle): Promise<Session> => {
    const { id } = bundle.document;
    const known = sessions.get(id) ?? new ChannelSession(bundle, payload, channelAbout(id, channel), memory);
    sessions.set(id, known);
    // Whoever has said a name in one article reads the next.
    const { reader } = [...sessions.values()].find(session => session.reader !== null) ?? {};
    if (known.reader === null && reader) known.setReader(reader);
    return known;
  };
  const view = new ArticlesView(root, bundles, {
    open,
    progress: document => progressOf(sessions.get(document)?.store?.reading)
  });
  // All are asked for at once: what is done is only known from the readings.
  void Promise.all(bundles.map(open)).then(() => view.start());
  return () => {
    view.dispose();
    for (const session of sessions.values()) session.dispose();
    root.remove();
  };
}
