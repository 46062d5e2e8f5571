import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { imageStart } from './image-start.ts';

describe('what the bench measures', () => {
  it('is started as the image starts it', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const { command, env } = imageStart(dockerfile, 'dist/sagemaker-operator.mjs');
    const [program, ...words] = command;
    expect(program).toBe(process.execPath);
    expect(words.at(-1)).toBe('dist/sagemaker-operator.mjs');
    const flags = words.slice(0, -1).map((word) => JSON.stringify(word));
    expect(dockerfile).toContain(flags.join(', '));
    expect(dockerfile).toContain(`ENV MALLOC_ARENA_MAX=${env['MALLOC_ARENA_MAX']}\n`);
  });

  it('takes the environment of its own stage and of no other', () => {
    const of = (app: string): string => `ENTRYPOINT ["/usr/local/bin/node", "/app/${app}.mjs"]`;
    const dockerfile = ['FROM a', 'ENV A=1', of('simulator'), 'FROM b', 'ENV B=2', of('sagemaker-operator')].join('\n');
    expect(imageStart(dockerfile, 'x').env).toEqual({ B: '2' });
  });

  it('is not guessed when the image starts something else', () => {
    expect(() => imageStart('ENTRYPOINT ["/usr/local/bin/node", "/app/simulator.mjs"]', 'x')).toThrow('ENTRYPOINT');
  });
});
