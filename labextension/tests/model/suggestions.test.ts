import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  apply,
  emptyReading,
  invert,
  isSuggested,
  merge,
  type Reading,
  type Span,
  Store,
  SuggestionList,
  type Suggestions
} from '../../src/model';
import { areShown, asAnnotation, originOf, parseSuggestions } from '../../src/model/suggestions';
import { CODEBOOK, DOCUMENT, hostileJson, OFFSETS } from './support';

const ITEM = { detector: 'citations', kind: 'source', start: 0, end: 7, values: {}, detail: {} };

function parsed(items: unknown[], more: object = {}): Suggestions {
  return parseSuggestions(
    { after: 'at once', items, problems: [], ...more },
    DOCUMENT.length,
    CODEBOOK
  ) as Suggestions;
}

function listOf(...items: object[]): SuggestionList {
  return new SuggestionList(parsed(items.map(item => ({ ...ITEM, ...item }))), DOCUMENT.id, 'ada');
}

function storeOf(reading?: unknown): Store {
  return new Store({ document: DOCUMENT, codebook: CODEBOOK, reader: 'ada', reading });
}

function tagged(store: Store, id: string, kind: string, { start, end }: Span): void {
  const quote = OFFSETS.slice(start, end);
  store.edit({ type: 'add', id, annotation: { kind, spans: [{ start, end }], quote } });
}

describe('suggestions in a bundle', () => {
  it('are taken in text order, with the answers that the codebook has', () => {
    const field = CODEBOOK.fields?.find(({ level, on }) => level === 'ordinal' && on.includes('claim'));
    const value = field?.values?.[0]?.id;
    const values = { [String(field?.id)]: value, nonsense: 'x', __proto__: 'x' };
    const found = parsed([{ ...ITEM, start: 3, kind: 'claim', values }, ITEM]);
    expect(found.items.map(({ span }) => span.start)).toEqual([0, 3]);
    expect(found.items[1]?.values).toEqual({ [String(field?.id)]: value });
    expect(found.problems).toEqual([]);
  });

  it.each([
    ['a kind that is not in the codebook', { kind: 'verdict' }],
    ['a kind of the prototype', { kind: 'constructor' }],
    ['a place outside of the text', { end: DOCUMENT.length + 1 }],
    ['nothing', { start: 7 }],
    ['the wrong way round', { start: 8 }],
    ['half a character', { start: 0.5 }],
    ['before the text', { start: -1 }],
    ['a name with markup', { detector: '<b>x</b>' }],
    ['a name without end', { detector: 'x'.repeat(65) }]
  ])('leave out %s, and say so', (_, wrong) => {
    const found = parsed([{ ...ITEM, ...wrong }, ITEM]);
    expect(found.items).toHaveLength(1);
    expect(found.problems).toEqual(['1 suggestions in this output cannot be used.']);
  });

  it('are bounded in number, and their details in size', () => {
    expect(parsed(Array.from({ length: 5000 }, () => ITEM)).items).toHaveLength(2000);
    expect(parsed([{ ...ITEM, detail: { x: 'x'.repeat(5000) } }]).items[0]?.detail).toEqual({});
    const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`);
    expect(parsed([{ ...ITEM, detail: deep }]).items[0]?.detail).toEqual({});
    const many = Array.from({ length: 100 }, () => 'y'.repeat(5000));
    const { problems } = parsed([], { problems: many });
    expect(problems).toHaveLength(20);
    expect(problems[0]).toHaveLength(1000);
  });

  it('of any JSON are what the view can show, or nothing', () => {
    const item = fc.oneof(hostileJson, fc.record({ ...fields(hostileJson) }));
    const raw = fc.oneof(
      hostileJson,
      fc.record({ after: hostileJson, items: fc.oneof(hostileJson, fc.array(item)), problems: hostileJson })
    );
    fc.assert(
      fc.property(raw, value => {
        const found = parseSuggestions(value, DOCUMENT.length, CODEBOOK);
        for (const { span, kind, detector } of found?.items ?? []) {
          expect(0 <= span.start && span.start < span.end && span.end <= DOCUMENT.length).toBe(true);
          expect(CODEBOOK.kinds.some(({ id }) => id === kind)).toBe(true);
          expect(detector).toMatch(/^[\w.-]{1,64}$/);
        }
        if (found) new SuggestionList(found, DOCUMENT.id, 'ada');
      }),
      { numRuns: 300 }
    );
  });

  function fields(json: fc.Arbitrary<unknown>): Record<string, fc.Arbitrary<unknown>> {
    return {
      detector: fc.oneof(json, fc.constant('citations')),
      kind: fc.oneof(json, fc.constant('claim')),
      start: fc.oneof(json, fc.integer({ min: -2, max: 50 })),
      end: fc.oneof(json, fc.integer({ min: -2, max: 500 })),
      values: json,
      detail: json
    };
  }
});

describe('what a reader makes of a suggestion', () => {
  const list = listOf({ start: 0, end: 7 }, { start: 20, end: 30, kind: 'claim' });
  const [first, second] = list.items.map(({ id }) => id) as [string, string];
  const openIn = (reading: Reading) => list.open(reading).map(({ id }) => id);

  it('has the same id for the same reader, and another for another', () => {
    expect(listOf({ start: 0, end: 7 }).items[0]?.id).toBe(first);
    const ben = new SuggestionList(parsed([ITEM]), DOCUMENT.id, 'ben');
    expect(ben.items[0]?.id).not.toBe(first);
    expect(first).toMatch(/^s-[0-9a-f]{16}$/);
  });

  it('is open until it is accepted, and again when that is undone', () => {
    const store = storeOf();
    expect(openIn(store.reading)).toEqual([first, second]);
    tagged(store, first, 'source', { start: 0, end: 7 });
    expect(openIn(store.reading)).toEqual([second]);
    store.undo();
    expect(openIn(store.reading)).toEqual([first, second]);
    store.redo();
    expect(openIn(store.reading)).toEqual([second]);
  });

  it('stays rejected after writing and reading, until that is undone', () => {
    const store = storeOf();
    store.edit({ type: 'reject', id: first, origin: originOf('citations') });
    expect(openIn(store.reading)).toEqual([second]);
    const again = storeOf(JSON.parse(JSON.stringify(store.reading)));
    expect(openIn(again.reading)).toEqual([second]);
    expect(again.checked.problems).toEqual([]);
    store.undo();
    expect(openIn(store.reading)).toEqual([first, second]);
    store.redo();
    expect(openIn(store.reading)).toEqual([second]);
  });

  it('is kept by a merge of two tabs, whichever way round', () => {
    const [one, two] = [storeOf(), storeOf()];
    one.edit({ type: 'reject', id: first, origin: originOf('citations') });
    two.edit({ type: 'reject', id: second, origin: originOf('citations') });
    expect(openIn(merge(one.reading, two.reading))).toEqual([]);
    expect(merge(one.reading, two.reading)).toEqual(merge(two.reading, one.reading));
  });

  it('cannot be rejected twice, nor what is an annotation, nor brought back unasked', () => {
    const store = storeOf();
    const reject = { type: 'reject', id: first, origin: originOf('citations') } as const;
    expect(() => store.edit({ type: 'restore', id: first })).toThrow('no rejected');
    store.edit(reject);
    expect(() => store.edit(reject)).toThrow('already');
    store.edit({ type: 'restore', id: first });
    tagged(store, first, 'source', { start: 0, end: 7 });
    expect(() => store.edit(reject)).toThrow('taken');
    expect(() => store.edit({ ...reject, id: 'no id' })).toThrow('id');
    expect(() => store.edit({ ...reject, id: 's-2', origin: 'x'.repeat(201) })).toThrow('longer');
  });

  it('is not asked where she has tagged the passage herself', () => {
    const store = storeOf();
    const fresh = listOf({ start: 20, end: 30, kind: 'claim' });
    const follow = () => {
      fresh.update(['a-1'], store.checked.annotations);
      return fresh.open(store.reading).length;
    };
    // A full stop more or less is the same passage; another kind is not the same answer.
    tagged(store, 'a-1', 'claim', { start: 20, end: 29 });
    expect(follow()).toBe(0);
    store.edit({ type: 'change', id: 'a-1', set: { kind: 'source' } });
    expect(follow()).toBe(1);
    store.edit({ type: 'change', id: 'a-1', set: { kind: 'claim' } });
    expect(follow()).toBe(0);
    store.edit({ type: 'remove', id: 'a-1' });
    expect(follow()).toBe(1);
  });

  it('finds what she has tagged herself as a search through everything does', () => {
    const span = fc
      .tuple(fc.nat(60), fc.integer({ min: 1, max: 30 }))
      .map(([start, length]) => ({ start, end: start + length }));
    const kind = fc.constantFrom('claim', 'source');
    const same = (a: Span, b: Span) =>
      Math.min(a.end, b.end) - Math.max(a.start, b.start) >=
      0.8 * (Math.max(a.end, b.end) - Math.min(a.start, b.start));
    fc.assert(
      fc.property(fc.array(fc.tuple(span, kind)), fc.array(fc.tuple(span, kind)), (proposed, own) => {
        const fresh = listOf(...proposed.map(([place, of]) => ({ ...place, kind: of })));
        const annotations = Object.fromEntries(
          own.map(([place, of], at) => [
            `a-${at}`,
            { kind: of, spans: [place], quote: '', values: {}, rev: 1, by: '' }
          ])
        );
        fresh.update(Object.keys(annotations), annotations);
        const expected = fresh.items.filter(
          item => !own.some(([place, of]) => of === item.kind && same(place, item.span))
        );
        expect(fresh.open(emptyReading(DOCUMENT, CODEBOOK, 'ada'))).toEqual(expected);
      })
    );
  });

  it('is drawn like an annotation that was never written', () => {
    const [item] = list.items;
    expect(item && isSuggested(asAnnotation(item))).toBe(true);
    const store = storeOf();
    tagged(store, first, 'source', { start: 0, end: 7 });
    expect(Object.values(store.checked.annotations).some(isSuggested)).toBe(false);
  });
});

describe('the first pass', () => {
  const hidden = parsed([], { after: 'first-pass' });
  const stamp = { by: 'w1', now: '2026-05-01T10:00:00Z' };
  const empty = emptyReading(DOCUMENT, CODEBOOK, 'ada');

  it('hides suggestions until it is finished, and whatever else stands there', () => {
    expect(areShown(hidden, empty.progress)).toBe(false);
    expect(areShown(parsed([], { after: 'whenever' }), empty.progress)).toBe(false);
    expect(areShown(parsed([]), empty.progress)).toBe(true);
    expect(areShown(hidden, { done: true })).toBe(true);
    for (const junk of [null, 5, [], { first_pass: true }, { done: 'yes' }]) {
      expect(areShown(hidden, junk)).toBe(false);
    }
  });

  it('is finished once and for good: undo does not take back what was seen', () => {
    const edit = { type: 'progress', done: false, first_pass: true } as const;
    const after = apply(empty, edit, stamp);
    expect(after.progress).toMatchObject({ done: false, first_pass: stamp.now });
    const back = apply(after, invert(empty, edit), { by: 'w1', now: '2026-06-01T10:00:00Z' });
    expect(areShown(hidden, back.progress)).toBe(true);
    const twice = apply(back, edit, { by: 'w1', now: '2026-06-01T10:00:00Z' });
    expect(twice.progress).toMatchObject({ first_pass: stamp.now });
  });
});
