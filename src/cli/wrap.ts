/** Breaks text between words, for help on a narrow terminal. A word that is longer than a line stands alone. */
export function wrap(text: string, columns: number, indent = ''): string {
  const width = Math.max(20, Math.min(columns, 100)) - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `${indent}${each}`).join('\n');
}
