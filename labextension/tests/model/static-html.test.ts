// The static page is the same string as Python's (src/annotator/static_html.py) on the shared cases.
// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import shared from '../../../tests/shared/static_html.json';
import { type Sound, staticHtml } from '../../src/model/static-html';

interface Case {
  name: string;
  document: Parameters<typeof staticHtml>[0];
  codebook: Parameters<typeof staticHtml>[1];
  reader: string | null;
  sound: (Omit<Sound, 'setAside'> & { set_aside: number }) | null;
  html: string;
}

const cases = shared as unknown as Case[];

describe('staticHtml', () => {
  it.each(cases)('gives the page that Python gives: $name', ({ document, codebook, reader, sound, html }) => {
    const page = staticHtml(document, codebook, reader, sound && { ...sound, setAside: sound.set_aside });
    expect(page).toBe(html);
  });

  it('leaves no element of a hostile article in the page', () => {
    for (const { html } of cases) {
      const page = new DOMParser().parseFromString(html, 'text/html');
      expect(page.querySelector('script, img, style, iframe, [onerror], [onclick], [src]')).toBeNull();
      for (const element of page.querySelectorAll('[href]')) {
        expect(element.tagName).toBe('A');
        expect(element.getAttribute('href')).toMatch(/^https?:\/\/[a-z]+\.example/i);
        expect(element.getAttribute('rel')).toBe('noopener noreferrer');
      }
    }
  });
});
