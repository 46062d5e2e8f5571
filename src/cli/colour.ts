/** Colours say what a word says already: a terminal without them loses nothing. */
import { styleText } from 'node:util';
import type { Sink } from './command.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'quiet' | 'strong' | 'plain';

const STYLES = { good: 'green', bad: 'red', busy: 'yellow', quiet: 'dim', strong: 'bold' } as const;

export function paint({ colour }: Pick<Sink, 'colour'>, tone: Tone, text: string): string {
  return colour && tone !== 'plain' ? styleText(STYLES[tone], text, { validateStream: false }) : text;
}
