import { describe, expect, it } from 'vitest';
import { carryOver, check, describe as describeSpans, Offsets, Store } from '../../src/model';
import { annotation, CODEBOOK, documentOf, readingWith, relation, TEXT } from './support';

const before = documentOf(TEXT);
const now = documentOf(`News. ${TEXT.replace('Harbour', 'Harbor')}`);

function tagged(quote: string) {
  const offsets = new Offsets(TEXT);
  const start = offsets.toCodePoint(TEXT.indexOf(quote));
  const span = { start, end: start + Array.from(quote).length };
  return annotation(span.start, span.end, { spans: [span], ...describeSpans(offsets, [span]) });
}

const words = TEXT.split(/\s+/);
const LAST = words.slice(-2).join(' ');

function earlier(more: object = {}) {
  return {
    ...readingWith({
      annotations: {
        'a-1': tagged(LAST),
        'a-2': { ...tagged(LAST), quote: 'gone for ever', spans: [{ start: 900, end: 913 }] }
      },
      relations: { 'r-1': relation('a-1', 'a-2') },
      answers: { genre: { value: 'news', rev: 1, by: 'z' } },
      ...more
    }),
    document: { ...readingWith().document, id: before.id, sha256: before.sha256 }
  };
}

function opened(reading?: unknown): Store {
  return new Store({ document: now, codebook: CODEBOOK, reader: earlier().reader, reading, by: 'me' });
}

describe('carrying over', () => {
  const { reading, outcomes } = carryOver(earlier() as never, now);

  it('finds what is there and keeps what is not', () => {
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['moved', 'orphan']);
    const checked = check(reading, new Offsets(now.text), CODEBOOK);
    expect(Object.keys(checked.annotations)).toEqual(['a-1']);
    expect(Object.keys(checked.orphans)).toEqual(['a-2']);
    expect(checked.relations).toEqual({});
    expect(checked.problems).toEqual([]);
  });

  it('is one step of undo, and can be done again', () => {
    const store = opened();
    const told: string[][] = [];
    store.subscribe(({ ids, origin }) => told.push([origin, ...[...ids].sort()]));
    expect(store.carry(reading)).toBe(true);
    expect(store.carry(reading)).toBe(false);
    expect(Object.keys(store.checked.orphans)).toEqual(['a-2']);
    expect(store.checked.answers.genre?.value).toBe('news');
    expect(store.undo()).toBe(true);
    expect(store.reading.annotations).toEqual({});
    expect(store.reading.relations).toEqual({});
    expect(store.checked.answers.genre?.value ?? null).toBeNull();
    expect(store.redo()).toBe(true);
    expect(Object.keys(store.checked.annotations)).toEqual(['a-1']);
    store.undo();
    expect(store.carry(reading)).toBe(true);
    expect(Object.keys(store.checked.annotations)).toEqual(['a-1']);
    expect(Object.keys(store.reading.relations)).toEqual(['r-1']);
    expect(told[0]).toEqual(['view', 'a-1', 'a-2', 'r-1']);
  });

  it('brings nothing back that was deleted on the new version', () => {
    const store = opened();
    store.carry(reading);
    store.edit({ type: 'remove', id: 'a-2' });
    store.carry(reading);
    expect(Object.keys(store.reading.annotations)).toEqual(['a-1']);
  });

  it('leaves what is damaged as it is, and takes the rest back', () => {
    const damaged = carryOver(earlier({ annotations: { 'a-1': tagged(LAST), 'a-3': 5 } }) as never, now);
    const store = opened();
    store.carry(damaged.reading);
    store.undo();
    expect(store.reading.annotations).toEqual({ 'a-3': 5 });
  });

  it('attaches an orphan again, with its links, and takes that back', () => {
    const store = opened();
    store.carry(reading);
    const place = { spans: [{ start: 0, end: 4 }], ...describeSpans(store.offsets, [{ start: 0, end: 4 }]) };
    store.edit({ type: 'change', id: 'a-2', set: { ...place, orphan: false } });
    expect(store.checked.annotations['a-2']?.quote).toBe('News');
    expect(Object.keys(store.checked.relations)).toEqual(['r-1']);
    store.undo();
    expect(Object.keys(store.checked.orphans)).toEqual(['a-2']);
    expect(store.checked.orphans['a-2']?.quote).toBe('gone for ever');
    expect(store.checked.relations).toEqual({});
  });
});
