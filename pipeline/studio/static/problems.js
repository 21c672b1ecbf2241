// Problems: open flags, what proofing found, and lines of which it is not sure who says them.

const UNSURE = 0.6;

/** The problem after (or with `by` -1, before) where one is, in the order of the book. */
export function problemFrom({ number, place, by, view, flags, lines }) {
  const order = new Map(view.chapters.map((one, index) => [one.number, index]));
  const here = lines.lines.map((line, index) => ({ line, index })).filter(({ line }) => flags.of(line.id).some((flag) => flag.open) || (line.confidence !== null && line.confidence < UNSURE));
  const near = by > 0 ? here.find(({ index }) => index > place) : here.findLast(({ index }) => index < place);
  if (near) return { chapter: number, line: near.line.id, place: near.index };
  const elsewhere = flags
    .open()
    .filter(({ line, chapter }) => line && order.has(chapter) && Math.sign(order.get(chapter) - order.get(number)) === by)
    .map((flag, index) => ({ flag, index }))
    .sort((a, b) => order.get(a.flag.chapter) - order.get(b.flag.chapter) || a.index - b.index)
    .map(({ flag }) => flag);
  const next = by > 0 ? elsewhere[0] : elsewhere.at(-1);
  return next && { chapter: next.chapter, line: next.line };
}
