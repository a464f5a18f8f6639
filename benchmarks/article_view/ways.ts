// The ways to show an article with annotations that are measured against each other; all get the same article.
import { createTextAnnotator, reviveAnnotation } from '@recogito/text-annotator';
import { type Annotation, type Codebook, Offsets } from '../../labextension/src/model';
import { ArticleView } from '../../labextension/src/view/article/article';

export interface Material {
  text: string;
  /** Start and end of each paragraph, in code points. */
  paragraphs: [number, number][];
  annotations: { id: string; kind: string; start: number; end: number }[];
}

export interface Shown {
  scroller: HTMLElement;
  /** Whether the annotation that begins in view, or any where none is named, is on the page: some ways paint later. */
  isShown(id?: string): boolean;
  /** Whether what is on the page is of this kind alone. */
  isFiltered?(kind: string | null): boolean;
  add?(annotation: Material['annotations'][number]): void;
  jump(annotation: Material['annotations'][number]): void;
  filter?(kind: string | null): void;
  dispose(): void;
}

/** Puts on the page what it was prepared with. */
type Mount = (root: HTMLElement) => Shown;

/** Brings the material into the form that the way is given it in, which is not measured: nobody's annotations are ours. */
export type Way = (material: Material) => Mount;

const KINDS = 8;

export const codebook: Codebook = {
  schema_version: 1,
  id: 'benchmark',
  version: '1',
  title: 'Benchmark',
  kinds: Array.from({ length: KINDS }, (_, at) => ({ id: `k${at}`, title: `Kind ${at}`, key: String(at) }))
};

function scrollerIn(root: HTMLElement): HTMLElement {
  const scroller = document.createElement('div');
  scroller.className = 'scroller';
  root.append(scroller);
  return scroller;
}

/** Paragraphs as text, with the view's own style; `contained` keeps what is out of view out of layout and paint. */
function bare(contained: boolean): Way {
  return ({ text, paragraphs }) =>
    root => {
      const scroller = scrollerIn(root);
      scroller.classList.add('jp-Annotator-pane');
      const article = document.createElement('div');
      article.className = 'jp-Annotator-article';
      const places: [number, HTMLElement][] = [];
      for (const [start, end] of paragraphs) {
        const block = document.createElement('p');
        block.className = 'jp-Annotator-block jp-Annotator-paragraph';
        if (!contained) block.style.contentVisibility = 'visible';
        else block.style.containIntrinsicSize = `auto ${Math.ceil((end - start) / 68) * 29}px`;
        block.append(text.slice(start, end));
        places.push([start, block]);
        article.append(block);
      }
      scroller.append(article);
      return {
        scroller,
        isShown: () => true,
        jump: ({ start }) => {
          const place = places.findLast(([from]) => from <= start);
          place?.[1].scrollIntoView();
        },
        dispose: () => root.replaceChildren()
      };
    };
}

function asAnnotations(list: Material['annotations'], text: string): Record<string, Annotation> {
  return Object.fromEntries(
    list.map(({ id, kind, start, end }) => [
      id,
      { kind, spans: [{ start, end }], quote: text.slice(start, end), values: {} } as unknown as Annotation
    ])
  );
}

const ours: Way = ({ text, paragraphs, annotations }) => {
  const all = asAnnotations(annotations, text);
  const markup = paragraphs.map(([start, end]) => ({ type: 'paragraph', start, end }));
  return root => {
    const ending = new AbortController();
    const offsets = new Offsets(text);
    const source = {
      id: 'doc-000000000000',
      title: 'Benchmark',
      text,
      sha256: '',
      length: offsets.length,
      source: '',
      markup
    };
    const handles = { onDrag() {}, onDrop() {}, onStep() {}, label: () => '' };
    const events = {
      onSelect() {},
      onSelected() {},
      onAdd() {},
      onCaret() {},
      onPick() {},
      snap: () => 'words' as const,
      say: (edge: string, found: unknown[]) => `${edge} ${found.length}`,
      handles
    };
    const view = new ArticleView(source, codebook, offsets, events, ending.signal);
    view.pane.classList.add('scroller');
    root.append(view.pane);
    view.update(Object.keys(all), all);
    return {
      scroller: view.pane,
      isShown: () => view.element.querySelector('mark') !== null,
      // What is in view is painted before the call comes back.
      isFiltered: () => true,
      add: annotation => {
        const made = asAnnotations([annotation], text);
        Object.assign(all, made);
        view.update([annotation.id], all);
      },
      jump: ({ id }) => view.reveal(id),
      filter: kind => view.filter(annotation => kind === null || annotation.kind === kind),
      dispose: () => {
        ending.abort();
        root.replaceChildren();
      }
    };
  };
};

const HUES = ['#0072B2', '#D45500', '#A0457E', '#009E73', '#8E6BBF', '#B7791F', '#C4553B', '#1B8A8F'];

function recogito(renderer: 'SPANS' | 'CSS_HIGHLIGHTS'): Way {
  return ({ text, paragraphs, annotations }) => {
    const kindOf = new Map(annotations.map(({ id, kind }) => [id, kind]));
    const theirs = ({ id, kind, start, end }: Material['annotations'][number]) => ({
      id,
      bodies: [{ id: `${id}-b`, annotation: id, purpose: 'tagging', value: kind }],
      target: { annotation: id, selector: [{ start, end, quote: text.slice(start, end) }] }
    });
    const all = annotations.map(theirs);
    return root => {
      const scroller = scrollerIn(root);
      scroller.classList.add('jp-Annotator-pane');
      const article = document.createElement('div');
      article.className = 'jp-Annotator-article';
      for (const [start, end] of paragraphs) {
        const block = document.createElement('p');
        block.className = 'jp-Annotator-block jp-Annotator-paragraph';
        block.style.contentVisibility = 'visible';
        // The gaps between paragraphs are in the text too, so that offsets are the same.
        block.append(text.slice(start, end));
        article.append(block, text.slice(end, end + 2));
      }
      scroller.append(article);
      const annotator = createTextAnnotator(article, {
        renderer,
        style: ({ id }: { id: string }) => ({
          fill: HUES[Number(kindOf.get(id)?.slice(1) ?? 0)] as never,
          fillOpacity: 0.25
        })
      });
      const isSpans = renderer === 'SPANS';
      const on = (id?: string) =>
        isSpans
          ? article.querySelector(id ? `[data-annotation="${id}"]` : '[data-annotation]') !== null
          : id
            ? CSS.highlights.has(`_${id}`)
            : CSS.highlights.size > 0;
      const onPage = () =>
        isSpans
          ? [...article.querySelectorAll<HTMLElement>('[data-annotation]')].map(one => one.dataset.annotation)
          : [...CSS.highlights.keys()].map(key => key.slice(1));
      // It does so itself where it draws spans; its other renderer fails on what was not given a range.
      const revived = (one: unknown) => reviveAnnotation(one as never, article);
      annotator.setAnnotations(all.map(revived) as never, true);
      return {
        scroller,
        isShown: on,
        isFiltered: kind => {
          const kinds = onPage().map(id => kindOf.get(id ?? ''));
          return (
            kinds.length > 0 && (kind === null ? new Set(kinds).size > 1 : kinds.every(one => one === kind))
          );
        },
        add: annotation => {
          kindOf.set(annotation.id, annotation.kind);
          annotator.addAnnotation(revived(theirs(annotation)) as never);
        },
        jump: ({ id }) => annotator.scrollIntoView(id, scroller),
        filter: kind =>
          annotator.setFilter(
            kind === null ? undefined : (((one: { id: string }) => kindOf.get(one.id) === kind) as never)
          ),
        dispose: () => {
          annotator.destroy();
          root.replaceChildren();
        }
      };
    };
  };
}

export const WAYS: Record<string, Way> = {
  'bare text': bare(false),
  'bare text, contained': bare(true),
  'jupyter-annotator': ours,
  'recogito spans': recogito('SPANS'),
  'recogito CSS highlights': recogito('CSS_HIGHLIGHTS')
};
