import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { imageCommand } from './image-command.ts';

describe('what the bench measures', () => {
  it('is started as the image starts it', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const [program, ...words] = imageCommand(dockerfile, 'dist/sagemaker-operator.mjs');
    expect(program).toBe(process.execPath);
    expect(words.at(-1)).toBe('dist/sagemaker-operator.mjs');
    expect(dockerfile).toContain(
      words
        .slice(0, -1)
        .map((word) => JSON.stringify(word))
        .join(', '),
    );
  });

  it('is not guessed when the image starts something else', () => {
    expect(() => imageCommand('ENTRYPOINT ["/usr/local/bin/node", "/app/simulator.mjs"]', 'x')).toThrow('ENTRYPOINT');
  });
});
