/** PromQL, as far as a check of our own queries needs it: whether it parses, and what series it names. */
import { parser } from '@prometheus-io/lezer-promql';

export interface Query {
  readonly wellFormed: boolean;
  readonly series: readonly string[];
}

export function readQuery(expression: string): Query {
  const series = new Set<string>();
  let wellFormed = true;
  parser.parse(expression).iterate({
    enter: ({ type, name, from, to, node }) => {
      if (type.isError) wellFormed = false;
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') series.add(expression.slice(from, to));
    },
  });
  return { wellFormed, series: [...series] };
}
