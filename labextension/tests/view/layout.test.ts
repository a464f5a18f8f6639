// Blocks of the article: lists that count, and where pages of print begin.
import { expect, test } from 'vitest';
import { parseDocument } from '../../src/model/document';
import { Offsets } from '../../src/model/offsets';
import { layoutOf } from '../../src/view/article/layout';

const text = 'First part, and\n\none item\n\nanother, over the page';
const of = (markup: object[]) =>
  layoutOf(parseDocument({ id: 'doc-000000000000', text, markup }), new Offsets(text));

test('items of ordered lists keep their numbers and levels', () => {
  const { blocks } = of([
    { type: 'list_item', start: 17, end: 25, ordered: true, number: 7, level: 2 },
    { type: 'list_item', start: 27, end: 49, ordered: false, number: 8 }
  ]);
  expect(blocks.map(({ type, level, number }) => [type, level, number])).toEqual([
    ['paragraph', 0, undefined],
    ['list_item', 2, 7],
    ['list_item', 1, undefined]
  ]);
});

test('a page is told at the block in which it begins, the first goes without saying', () => {
  const block = { type: 'paragraph', start: 27, end: 49 };
  const { blocks } = of([
    block,
    { type: 'page', start: 40, end: 49, number: 2, label: '58' },
    { type: 'page', start: 0, end: 40, number: 1, label: '57' }
  ]);
  expect(blocks.map(({ page }) => page)).toEqual([undefined, undefined, '58']);
});

test('an alternative text is marked, a link only where it is safe', () => {
  const { inlines } = of([
    { type: 'image', start: 0, end: 5 },
    { type: 'link', start: 6, end: 10, href: 'https://paper.example/' },
    { type: 'link', start: 6, end: 10, href: 'javascript:alert(1)' }
  ]);
  expect(inlines.map(({ type, href }) => [type, href])).toEqual([
    ['image', undefined],
    ['link', 'https://paper.example/']
  ]);
});
