import type { AdviceRule } from './types.ts';

/** Where a rule stands on the page: a heading of its id alone has this anchor wherever Markdown is shown. */
export const anchor = ({ id }: AdviceRule): string => id.toLowerCase();
