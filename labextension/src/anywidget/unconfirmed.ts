// Edits that the kernel has not repeated yet: it repeats each one that it has taken in, then says that it has saved.
import type { Delta } from '../model';
import { isObject, member } from '../model/json';

function recordsOf(delta: object): [place: string, rev: number][] {
  return Object.entries(delta).flatMap(([section, records]) => {
    if (section === 'progress') return [['progress', revOf(records)] as [string, number]];
    if (!isObject(records)) return [];
    // An id is in one section at a time: what was an annotation may come back as removed.
    const place = section === 'answers' ? 'answer' : 'record';
    return Object.entries(records).map(
      ([id, record]) => [`${place}/${id}`, revOf(record)] as [string, number]
    );
  });
}

function revOf(record: unknown): number {
  const rev = member(record, 'rev');
  return typeof rev === 'number' ? rev : 0;
}

export class Unconfirmed {
  private readonly revisions = new Map<string, number>();

  get isEmpty(): boolean {
    return this.revisions.size === 0;
  }

  sent(reader: string, delta: Delta): void {
    for (const [place, rev] of recordsOf(delta)) this.revisions.set(`${place}/${reader}`, rev);
  }

  /** The kernel has these, or later ones that win. */
  heard(reader: string, delta: object): void {
    for (const [place, rev] of recordsOf(delta)) {
      const key = `${place}/${reader}`;
      if (rev >= (this.revisions.get(key) ?? Number.POSITIVE_INFINITY)) this.revisions.delete(key);
    }
  }
}
