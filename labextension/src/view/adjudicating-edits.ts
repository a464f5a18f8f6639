// What is written when an adjudicator takes versions: the annotations, what they decide, and the links that come along.
import { type Choice, type Decides, describe, type Edit, type Offsets, seenOf, type Unit } from '../model';
import { ADJUDICATION } from '../model/adjudication';
import type { Waiting } from '../model/adjudication-links';
import { bring, type Known } from './adjudicating-links';

export interface Decision {
  unit: Unit;
  choice: Choice;
  /** Of the annotation: that of an earlier decision, or a new one. */
  id: string;
}

export function withWaiting(decides: Decides, waiting: readonly Waiting[]): Decides {
  return waiting.length > 0 ? { ...decides, waiting: [...waiting] } : decides;
}

/** Units decided by versions, with the links that these bring. */
export function decisions(
  known: Known,
  those: readonly Decision[],
  offsets: Offsets,
  noteOn: (unit: Unit) => string
): Edit[] {
  const { edits, waiting } = bring(known, new Map(those.map(({ unit, ...taken }) => [unit.id, taken])));
  const decided = those.flatMap(({ unit, choice, id }): Edit[] => {
    const { kind, spans, values } = choice.version;
    const before = known.rulings.get(unit.id);
    const decides = withWaiting(seenOf(unit), waiting.get(unit.id) ?? []);
    const content = { kind, spans: [...spans], ...describe(offsets, spans), decides };
    if (before?.annotation) {
      const cleared = Object.keys(before.annotation.values).map(field => [field, null] as const);
      const set = { ...content, values: { ...Object.fromEntries(cleared), ...values } };
      return [{ type: 'change', id, set }];
    }
    const annotation = { ...content, values: { ...values }, note: noteOn(unit), origin: ADJUDICATION };
    return [
      ...(before ? [{ type: 'restore' as const, id: before.id }] : []),
      { type: 'add', id, annotation }
    ];
  });
  return [...decided, ...edits];
}
