import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Offsets } from '../../src/model';
import { actOf, bindingsFor, keysToRead } from '../../src/view/review/bindings';
import { Desk } from '../../src/view/review/desk';
import { withSpan } from '../../src/view/review/draft';
import { fromReviewed, type ToReviewed } from '../../src/view/review/messages';
import { EVERYTHING, type Query, Search, toggleValue } from '../../src/view/review/query';
import { codesOf, parseTable, type Table, TableError } from '../../src/view/review/table';
import { CODEBOOK } from '../model/support';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

interface Row {
  quote: string;
  kind: number;
  reader: number;
  tags: number[] | number;
}

/** What the kernel sends for these rows: three kinds, two readers, a field with several answers. */
function sent(rows: readonly Row[]): Record<string, unknown> {
  const column = (name: string, values: string[], data: unknown[]) => ({
    name,
    title: name,
    facet: true,
    values: values.map(id => [id, id.toUpperCase()]),
    data
  });
  return {
    version: 1,
    rows: rows.length,
    columns: [
      column(
        'kind',
        ['claim', 'evidence', 'source'],
        rows.map(row => row.kind)
      ),
      column(
        'reader',
        ['ada', 'ben'],
        rows.map(row => row.reader)
      ),
      column(
        'field:tags',
        ['x', 'y', 'z'],
        rows.map(row => row.tags)
      ),
      {
        ...column(
          'codebook',
          ['0'],
          rows.map(() => 0)
        ),
        facet: false
      }
    ],
    quotes: rows.map(row => row.quote),
    notes: rows.map(() => ''),
    starts: rows.map((_, at) => at),
    codebooks: [CODEBOOK],
    pending: []
  };
}

const tableOf = (rows: readonly Row[]): Table => parseTable(encode(sent(rows)));

const anyRow: fc.Arbitrary<Row> = fc.record({
  quote: fc.constantFrom('The river rose', 'the “mayor” said', 'It’s late', 'Zoë', '10 sacks', '9 sacks', ''),
  kind: fc.integer({ min: -1, max: 2 }),
  reader: fc.integer({ min: 0, max: 1 }),
  tags: fc.oneof(
    fc.constant(-1),
    fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 })
  )
});
const anyRows = fc.array(anyRow, { maxLength: 30 });
const codes = (most: number) => fc.uniqueArray(fc.integer({ min: 0, max: most }), { maxLength: 2 });
const anyQuery: fc.Arbitrary<Query> = fc.record({
  text: fc.constantFrom('', 'the', 'sacks 1', 'mayor "', 'zoe', 'nowhere'),
  chosen: fc.record({ kind: codes(3), reader: codes(2), 'field:tags': codes(3) }),
  sort: fc.record({
    column: fc.constantFrom('', 'kind', 'reader', 'field:tags', 'quote'),
    down: fc.boolean()
  })
});

/** Slowly and plainly what the search does fast. */
function expected(table: Table, query: Query): Set<number> {
  const found = new Set<number>();
  const fold = (text: string) =>
    text.replace(/[“”]/g, '"').replace(/’/g, "'").replace(/ë/g, 'e').toLowerCase();
  for (let row = 0; row < table.rows; row++) {
    const words = query.text.split(' ').filter(Boolean);
    if (!words.every(word => fold(table.quotes[row] as string).includes(word))) continue;
    const isLet = table.columns.every(column => {
      const chosen = query.chosen[column.name] ?? [];
      const has = codesOf(column, row);
      return (
        chosen.length === 0 ||
        (has.length === 0 ? [column.values.length] : has).some(code => chosen.includes(code))
      );
    });
    if (isLet) found.add(row);
  }
  return found;
}

describe('the search of the review', () => {
  it('finds what fits, each once', () => {
    fc.assert(
      fc.property(anyRows, anyQuery, (rows, query) => {
        const table = tableOf(rows);
        const found = [...new Search(table).ask(query).rows];
        expect(new Set(found)).toEqual(expected(table, query));
        expect(found).toHaveLength(new Set(found).size);
      })
    );
  });

  it('counts what each value alone would show', () => {
    fc.assert(
      fc.property(anyRows, anyQuery, fc.constantFrom('kind', 'reader', 'field:tags'), (rows, query, name) => {
        const table = tableOf(rows);
        const search = new Search(table);
        const counts = search.ask(query).counts.get(name) as Int32Array;
        counts.forEach((count, code) => {
          const alone = { ...query, chosen: { ...query.chosen, [name]: [code] } };
          expect(count).toBe(search.ask(alone).rows.length);
        });
      })
    );
  });

  it('sorts by any column either way, what has no value last, equals as they were read', () => {
    fc.assert(
      fc.property(anyRows, fc.boolean(), (rows, down) => {
        const table = tableOf(rows);
        const found = [...new Search(table).ask({ ...EVERYTHING, sort: { column: 'kind', down } }).rows];
        const keys = found.map(row => rows[row]?.kind as number);
        const known = keys.filter(key => key >= 0);
        expect(keys.slice(known.length).every(key => key < 0)).toBe(true);
        expect(known).toEqual([...known].sort((a, b) => (down ? b - a : a - b)));
        found.forEach((row, at) => {
          if (at > 0 && keys[at] === keys[at - 1]) expect(row).toBeGreaterThan(found[at - 1] as number);
        });
      })
    );
  });

  it('sorts passages as the alphabet does, whatever their case and accents', () => {
    const rows = ['zebra', 'Zoë', 'yes', 'Émile'].map(quote => ({ quote, kind: 0, reader: 0, tags: -1 }));
    const query = { ...EVERYTHING, sort: { column: 'quote', down: false } };
    expect([...new Search(tableOf(rows)).ask(query).rows]).toEqual([3, 2, 0, 1]);
  });

  it('takes a choice back', () => {
    const once = toggleValue(EVERYTHING, 'kind', 2);
    expect(toggleValue(once, 'kind', 2).chosen.kind).toEqual([]);
  });
});

describe('what the kernel sends', () => {
  it('is a table or an error that says what to do', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(() => parseTable(new TextEncoder().encode(text))).toThrow(TableError);
      })
    );
    expect(() => parseTable(encode({ ...sent([]), columns: [{ name: 'x' }] }))).toThrow(/Run the cell again/);
    expect(() => parseTable(encode({ ...sent([]), codebooks: [{ id: 3 }] }))).toThrow(TableError);
    expect(() => parseTable(encode({ ...sent([]), quotes: ['one too many'] }))).toThrow(TableError);
  });

  it('has no cell outside of its values', () => {
    const table = tableOf([{ quote: 'a', kind: 99, reader: -7, tags: [0, 5] }]);
    expect(table.columns.slice(0, 3).map(column => codesOf(column, 0))).toEqual([[], [], [0]]);
  });

  it('is not understood where it is something else, and never throws', () => {
    fc.assert(fc.property(fc.anything(), value => void fromReviewed(value)));
    expect(fromReviewed({ type: 'passage', row: 0, text: 'x', offset: 0, length: 1 })).toBeUndefined();
    expect(
      fromReviewed({
        type: 'passage',
        row: 0,
        text: 'x',
        offset: 0,
        length: 1,
        annotation: { kind: 'claim', quote: 'x', spans: [{ start: -1, end: 2 }] }
      })
    ).toBeUndefined();
  });
});

const TEXT = 'Yes 👩‍👩‍👧 says the mayor of Orrick, 40 litres.';
const OFFSET = 1000;

async function deskWith(
  rows: number
): Promise<{ desk: Desk; told: ToReviewed[]; shows: (row: number) => void }> {
  const told: ToReviewed[] = [];
  const all = Array.from({ length: rows }, (_, at) => ({
    quote: `${at}`,
    kind: 0,
    reader: at % 2,
    tags: -1
  }));
  const kept = new Map<string, string>();
  const host = {
    send: (message: ToReviewed) => told.push(message),
    table: async () => encode(sent(all)),
    memory: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value)
    }
  };
  const desk = new Desk(host, 'eva');
  desk.receive({ type: 'table', model: 'm', generation: 1 });
  await new Promise(resolve => setTimeout(resolve));
  const shows = (row: number) =>
    desk.receive({
      type: 'passage',
      generation: 1,
      row,
      text: TEXT,
      offset: OFFSET,
      length: 5000,
      whole: true,
      annotation: {
        kind: 'claim',
        quote: 'mayor',
        spans: [{ start: OFFSET + 14, end: OFFSET + 19 }],
        values: { strength: 'thin' }
      }
    });
  shows(0);
  return { desk, told, shows };
}

const decisions = (told: ToReviewed[]) => told.filter(message => message.type === 'decide');

describe('the spans of a correction', () => {
  const anySpans = fc
    .uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 2, maxLength: 12 })
    .map(places => {
      const sorted = [...places].sort((a, b) => a - b);
      return sorted.flatMap((start, at) => {
        const end = sorted[at + 1];
        return at % 2 === 0 && end !== undefined ? [{ start, end }] : [];
      });
    });
  const anySpan = fc
    .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 30 }))
    .map(([start, length]) => ({ start, end: start + length }));

  it('stand apart, and all that the new one does not replace are as they were', () => {
    fc.assert(
      fc.property(anySpans, anySpan, (spans, span) => {
        const made = withSpan(spans, span);
        expect(made).toContainEqual(span);
        made.slice(1).forEach((one, at) => {
          expect(one.start).toBeGreaterThanOrEqual(made[at]?.end ?? 0);
        });
        const gone = spans.filter(one => !made.includes(one));
        expect(gone.length).toBeGreaterThan(0);
        expect(made.length).toBe(spans.length - gone.length + 1);
        for (const one of spans)
          if (one.start < span.end && span.start < one.end) expect(gone).toContain(one);
      })
    );
  });
});

describe('the keys of the review', () => {
  const withKeys = (...keys: string[]) => ({
    ...CODEBOOK,
    fields: [
      {
        id: 'f',
        title: 'F',
        level: 'nominal' as const,
        on: ['claim'],
        values: keys.map(key => ({ id: key, title: key, key }))
      }
    ]
  });

  it('give way to those of values, and never stand for two things', () => {
    expect(bindingsFor([withKeys('1')]).accept).toBe('a');
    const keys = bindingsFor([withKeys('a', 'f'), withKeys('c', 'A', 'W', 'é')]);
    expect(keys).toMatchObject({ accept: '', flag: 'F', comment: 'C', next: 'j', write: '' });
    expect(actOf(keys, 'F')).toBe('flag');
    for (const key of ['a', 'f', 'c', 'A', 'W', ''])
      expect(key === '' ? undefined : actOf(keys, key)).toBeUndefined();
    expect(keysToRead(keys).flatMap(([shown]) => shown)).not.toContain('');
  });
});

describe('the desk', () => {
  it('accepts and goes on', async () => {
    const { desk, told } = await deskWith(3);
    desk.accept();
    expect(decisions(told)).toEqual([
      { type: 'decide', generation: 1, row: 0, reviewer: 'eva', decision: 'accept', comment: '' }
    ]);
    expect(desk.row).toBe(1);
    // What has not been seen yet is not decided.
    desk.accept();
    expect(decisions(told)).toHaveLength(1);
  });

  it('flags only with a comment', async () => {
    const { desk, told } = await deskWith(2);
    desk.flag();
    expect(decisions(told)).toHaveLength(0);
    expect(desk.message).not.toBe('');
    desk.show({ comment: 'Whose?' });
    desk.flag();
    expect(decisions(told)[0]).toMatchObject({ decision: 'flag', comment: 'Whose?' });
  });

  it('corrects with the text that is selected, in code points and whole characters', async () => {
    const { desk, told } = await deskWith(2);
    // From inside the family, which is one character, to a blank.
    desk.takeText(6, TEXT.indexOf(' the'));
    desk.correct(false);
    const made = decisions(told)[0] as { spans: { start: number; end: number }[] };
    const { start, end } = made.spans[0] as { start: number; end: number };
    expect(new Offsets(TEXT).slice(start - OFFSET, end - OFFSET)).toBe('👩‍👩‍👧 says');
  });

  it('corrects one stretch of several and keeps the others', async () => {
    const { desk, told } = await deskWith(2);
    const say = [
      [0, 3],
      [14, 19],
      [24, 30]
    ];
    desk.receive({
      type: 'passage',
      generation: 1,
      row: 0,
      text: TEXT,
      offset: OFFSET,
      length: 5000,
      whole: true,
      annotation: {
        kind: 'claim',
        quote: '',
        spans: say.map(([start = 0, end = 0]) => ({ start: start + OFFSET, end: end + OFFSET })),
        values: {}
      }
    });
    desk.takeText(TEXT.indexOf('the'), TEXT.indexOf(' of'));
    desk.correct(false);
    const { spans } = decisions(told)[0] as { spans: { start: number; end: number }[] };
    const offsets = new Offsets(TEXT);
    expect(spans.map(({ start, end }) => offsets.slice(start - OFFSET, end - OFFSET))).toEqual([
      'Yes',
      'the mayor',
      offsets.slice(24, 30)
    ]);
  });

  it('says what was taken up, and looks again at what was left out', async () => {
    const { desk, told } = await deskWith(2);
    const kept = { type: 'kept', file: 'review.decisions', restored: 2, reviewers: ['eva', 3], failure: '' };
    desk.receive({ ...kept, left_out: false });
    expect(desk.kept).toEqual({
      file: 'review.decisions',
      restored: 2,
      reviewers: ['eva'],
      leftOut: false,
      failure: ''
    });
    desk.leaveOut(true);
    const before = told.length;
    desk.receive({ ...kept, left_out: true });
    expect(told[before - 1]).toEqual({ type: 'leave_out' });
    expect(told.slice(before)).toMatchObject([{ type: 'passage', row: 0 }]);
  });

  it('keeps a correction that was not saved when one goes on', async () => {
    const { desk, told } = await deskWith(2);
    desk.setAnswer(desk.fields[0] as never, 'solid');
    desk.move(1);
    expect(decisions(told)[0]).toMatchObject({ row: 0, decision: 'correct' });
    expect(desk.row).toBe(1);
    expect(desk.isDrafted).toBe(false);
  });

  it('leaves a row where it is when a decision changes what it is filtered by', async () => {
    const { desk } = await deskWith(4);
    desk.lookFor(toggleValue(EVERYTHING, 'kind', 0));
    desk.receive({
      type: 'rows',
      generation: 1,
      pending: 1,
      rows: [{ row: 0, cells: { kind: { code: 1 } }, quote: '0', note: '', start: 0, pending: true }]
    });
    expect([...desk.found.rows]).toEqual([0, 1, 2, 3]);
    expect(desk.found.counts.get('kind')?.[0]).toBe(3);
    expect(desk.pending).toBe(1);
    desk.lookFor({ ...desk.query, text: '' });
    expect([...desk.found.rows]).toEqual([1, 2, 3]);
  });

  it('does not take what another table says', async () => {
    const { desk } = await deskWith(2);
    desk.receive({ type: 'rows', generation: 7, pending: 9, rows: [] });
    expect(desk.pending).toBe(0);
  });
});
