// Painting of suggestions: an edit costs the suggestions that it touches, however many there are.
import { expect, it } from 'vitest';
import { emptyReading, Store, type Suggestions } from '../../src/model';
import { Controller } from '../../src/view/controller';
import { Suggesting } from '../../src/view/suggesting';
import { CODEBOOK, DOCUMENT } from '../model/support';

function following(suggestions: Suggestions): { store: Store; painted: string[][]; suggesting: Suggesting } {
  const reading = emptyReading(DOCUMENT, CODEBOOK, 'ada');
  const store = new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada', reading });
  const session = { document: DOCUMENT, codebook: CODEBOOK, reader: 'ada', store, suggestions, notices: [] };
  const controller = new Controller(session as never, {} as HTMLElement);
  const painted: string[][] = [];
  const suggesting = new Suggesting(controller, (ids, annotations) => {
    painted.push([...ids].map(id => (Object.hasOwn(annotations, id) ? `+${id}` : `-${id}`)));
  });
  controller.suggesting = suggesting;
  suggesting.follow();
  store.subscribe(({ ids }) => suggesting.changed(ids));
  return { store, painted, suggesting };
}

const ITEMS = Array.from({ length: 40 }, (_, at) => ({
  detector: 'mine',
  kind: 'claim',
  span: { start: at, end: at + 3 },
  values: {},
  detail: {}
}));

it('paints all once, then only what came or went', () => {
  const { store, painted, suggesting } = following({ after: 'at once', items: ITEMS, problems: [] });
  expect(painted.map(ids => ids.length)).toEqual([40]);
  const [first, second] = suggesting.open;
  suggesting.pick(first?.id as string);
  suggesting.reject();
  expect(painted.at(-1)).toEqual([`-${first?.id}`]);
  expect(suggesting.current?.id).toBe(second?.id);
  suggesting.accept();
  // What became an annotation is painted as one, by whoever paints annotations.
  expect(painted).toHaveLength(2);
  store.edit({ type: 'answer', field: 'genre', value: 'analysis' });
  expect(painted).toHaveLength(2);
  store.undo();
  store.undo();
  expect(painted.at(-1)).toEqual([`+${second?.id}`]);
  expect(suggesting.open).toHaveLength(39);
});

it('paints nothing before the first pass is over, and goes round at the end', () => {
  const { painted, suggesting } = following({ after: 'first-pass', items: ITEMS, problems: [] });
  suggesting.step(1);
  expect([painted, suggesting.open, suggesting.current]).toEqual([[], [], undefined]);
  suggesting.finishFirstPass();
  expect(painted.map(ids => ids.length)).toEqual([40]);
  suggesting.step(-1);
  expect(suggesting.current?.span.start).toBe(39);
  suggesting.step(1);
  expect(suggesting.current?.span.start).toBe(0);
});
