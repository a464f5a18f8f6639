// Keeps the question that is to be answered next in view while the answers are given by key.
import { type RefObject, useEffect, useRef } from 'react';
import { type Annotation, answerTo, type Field } from '../../model';

/** Scrolls the nearest scroller, and no other: the notebook stays where it is. */
function reveal(question: Element, scroller: Element): void {
  const [inner, outer] = [question.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (inner.bottom > outer.bottom) {
    scroller.scrollTop += Math.min(inner.bottom - outer.bottom + 6, inner.top - outer.top);
  } else if (inner.top < outer.top) scroller.scrollTop -= outer.top - inner.top + 6;
}

export function useOpenQuestion(
  id: string,
  annotation: Annotation,
  fields: readonly Field[]
): RefObject<HTMLElement> {
  const section = useRef<HTMLElement>(null);
  const before = useRef<{ id: string; answers: string[] }>({ id: '', answers: [] });
  useEffect(() => {
    const known = before.current;
    const answers = fields.map(field => JSON.stringify(answerTo(annotation, field.id) ?? null));
    before.current = { id, answers };
    const scroller = section.current?.closest('.jp-Annotator-middle');
    // Who points at an answer has the question before her eyes: it must not move away from under the pointer.
    if (!scroller || scroller.contains(document.activeElement)) return;
    const isOther = known.id !== id;
    const changed = answers.findIndex((answer, at) => answer !== known.answers[at]);
    if (isOther) scroller.scrollTop = 0;
    else if (changed < 0) return;
    const next = answers.findIndex((answer, at) => (isOther || at > changed) && answer === 'null');
    const at = next >= 0 ? next : isOther ? -1 : changed;
    const question = section.current?.querySelectorAll('.jp-Annotator-field')[at];
    if (question) reveal(question, scroller);
  });
  return section;
}
