import { describe, expect, it } from 'vitest';
import { HtmlOutputs } from '../../src/jupyterlab/html-output';
import { Store } from '../../src/model';
import { CODEBOOK, DOCUMENT, newAnnotation } from '../model/support';
import { notebookWith, secondPageOf } from './notebooks';

const MIME = 'application/vnd.annotator.v1+json';
const PAYLOAD = { version: 1, document: DOCUMENT, codebook: CODEBOOK, reader: 'ada' };

function codeCell(...data: object[]) {
  const outputs = data.map(bundle => ({ output_type: 'display_data', data: bundle, metadata: {} }));
  return { cell_type: 'code', source: 'w', metadata: {}, execution_count: 1, outputs };
}

function setUp() {
  const notebook = notebookWith({}, [
    { cell_type: 'markdown', source: '# Hello', metadata: {} },
    codeCell(
      { 'text/html': '<b>not ours</b>' },
      { [MIME]: PAYLOAD, 'text/html': 'old', 'text/plain': 'old' }
    ),
    codeCell({ [MIME]: { ...PAYLOAD, reader: 'ben' }, 'text/html': 'ben', 'text/plain': 'ben' })
  ]);
  const store = new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada' });
  const find = (payload: unknown) => ((payload as typeof PAYLOAD).reader === 'ada' ? store : undefined);
  const html = new HtmlOutputs(notebook, find);
  const texts = (page = notebook) =>
    page
      .toJSON()
      .cells.flatMap(cell =>
        ((cell as { outputs?: { data: Record<string, unknown> }[] }).outputs ?? []).map(({ data }) => data)
      );
  return { notebook, store, html, texts };
}

describe('outputs for other readers', () => {
  it('shows the reading in the notebook that is saved, and leaves other outputs alone', () => {
    const { store, html, texts } = setUp();
    store.edit({ type: 'add', id: 'a-1', annotation: { ...newAnnotation(0, 7), note: 'why <b>?' } });
    expect(html.update()).toBe(true);
    const [foreign, ours, bens] = texts();
    expect(foreign).toEqual({ 'text/html': '<b>not ours</b>' });
    expect(ours?.['text/html']).toContain('why &lt;b&gt;?');
    expect(ours?.['text/plain']).toBe('Annotator: Harbour reopens (ada: 1 annotations, 0 relations)');
    expect(ours?.[MIME]).toEqual(PAYLOAD);
    expect(bens?.['text/html']).toBe('ben');
    expect(html.update()).toBe(false);
  });

  it('tells neither this page nor another one that an output came or went', () => {
    const { notebook, store, html, texts } = setUp();
    const { second } = secondPageOf(notebook);
    const heard: string[] = [];
    for (const [name, page] of Object.entries({ notebook, second })) {
      for (const cell of page.cells) {
        cell.changed.connect((_, change) => {
          if ('outputsChange' in change && change.outputsChange) heard.push(name);
        });
      }
    }
    store.edit({ type: 'add', id: 'a-1', annotation: newAnnotation(0, 7) });
    html.update();
    expect(heard).toEqual([]);
    expect(texts(second)).toEqual(texts());
    expect(texts(second)[1]?.['text/html']).toContain('<mark');
  });
});
