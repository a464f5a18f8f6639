import { describe, expect, it } from 'vitest';
import { differOnlyInReadings, readingsIn } from '../../src/jupyterlab/disk';
import { metadataKey } from '../../src/model';
import { copyOf, DOCUMENT, readingWith } from '../model/support';

const KEY = metadataKey(DOCUMENT.id, 'ada');

function notebook() {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3' }, language_info: { name: 'python' }, [KEY]: readingWith() },
    cells: [
      { cell_type: 'markdown', id: 'm', source: '# A\n\nB', metadata: {} },
      {
        cell_type: 'code',
        id: 'c',
        source: 'w',
        metadata: {},
        execution_count: 1,
        outputs: [
          { output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' },
          {
            output_type: 'display_data',
            metadata: {},
            data: {
              'application/vnd.annotator.v1+json': { version: 1 },
              'text/html': '<p>',
              'text/plain': 'a'
            }
          }
        ]
      }
    ]
  };
}

type Notebook = ReturnType<typeof notebook>;
type Change = (changed: Notebook & Record<string, unknown>) => unknown;

const HARMLESS: [string, Change][] = [
  ['nothing', () => undefined],
  ['our reading', n => Object.assign(n.metadata, { [KEY]: readingWith({ answers: { genre: 1 } }) })],
  ['another reader’s', n => Object.assign(n.metadata, { [metadataKey(DOCUMENT.id, 'ben')]: 5 })],
  [
    'the language of the kernel',
    n => Object.assign(n.metadata, { language_info: { name: 'python', version: '3' } })
  ],
  ['our page for others', n => Object.assign(n.cells[1]?.outputs?.[1]?.data ?? {}, { 'text/html': '<q>' })],
  ['lists of lines', n => Object.assign(n.cells[0] ?? {}, { source: ['# A\n', '\n', 'B'] })],
  ['lines of a stream', n => Object.assign(n.cells[1]?.outputs?.[0] ?? {}, { text: ['one\n', 'two\n'] })],
  ['trust', n => Object.assign(n.cells[1] ?? {}, { metadata: { trusted: true } })],
  ['ids of cells', n => Object.assign(n.cells[1] ?? {}, { id: 'other' })],
  ['no attachments', n => Object.assign(n.cells[0] ?? {}, { attachments: {} })]
];

const OTHERS_WORK: [string, Change][] = [
  ['source', n => Object.assign(n.cells[1] ?? {}, { source: 'w.reading' })],
  ['a cell more', n => n.cells.push({ cell_type: 'raw', id: 'r', source: '', metadata: {} } as never)],
  ['a cell less', n => n.cells.pop()],
  ['the order of cells', n => n.cells.reverse()],
  ['an output', n => Object.assign(n.cells[1]?.outputs?.[0] ?? {}, { text: 'three' })],
  [
    'our article',
    n => Object.assign(n.cells[1]?.outputs?.[1]?.data ?? {}, { 'application/vnd.annotator.v1+json': 2 })
  ],
  ['metadata of a cell', n => Object.assign(n.cells[0] ?? {}, { metadata: { tags: ['x'] } })],
  ['metadata of the notebook', n => Object.assign(n.metadata, { title: 'x' })],
  ['a key that looks like ours', n => Object.assign(n.metadata, { 'annotator:x': 1 })],
  ['cells that are no list', n => Object.assign(n, { cells: 5 })]
];

describe('a notebook on the page and in the file', () => {
  it.each(HARMLESS)('may differ in %s', (_, change) => {
    const file = copyOf(notebook());
    change(file);
    expect(differOnlyInReadings(file, notebook())).toBe(true);
  });

  it.each(OTHERS_WORK)('is somebody’s work where it differs in %s', (_, change) => {
    const file = copyOf(notebook());
    change(file);
    expect(differOnlyInReadings(file, notebook())).toBe(false);
  });

  it('finds the readings, whatever their values are', () => {
    expect(readingsIn({ metadata: { [KEY]: 7, 'annotator:': 1, kernelspec: {} } })).toEqual([[KEY, 7]]);
    for (const broken of [null, 5, [], {}, { metadata: [] }]) expect(readingsIn(broken)).toEqual([]);
  });
});
