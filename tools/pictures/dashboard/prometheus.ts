/** Debian's Prometheus, for as long as a picture needs it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Component } from '../../control-plane/component.ts';
import type { Guardian } from '../../control-plane/guardian.ts';
import { freePort } from '../../control-plane/ports.ts';

/** One line of a graph: its labels, and what it was at which second since 1970. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [second: number, value: number])[];
}

const Answer = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) })),
  }),
});

export class Prometheus {
  readonly #component: Component;
  readonly #url: string;

  private constructor(component: Component, url: string) {
    this.#component = component;
    this.#url = url;
  }

  /** Asks `target` (host:port) for its metrics every second. */
  static async start(folder: string, target: string, guardian: Guardian): Promise<Prometheus> {
    const address = `127.0.0.1:${await freePort()}`;
    const config = join(folder, 'prometheus.json');
    await mkdir(folder, { recursive: true });
    // JSON is YAML.
    await writeFile(
      config,
      JSON.stringify({
        global: { scrape_interval: '1s' },
        scrape_configs: [{ job_name: 'sagemaker-operator', static_configs: [{ targets: [target] }] }],
      }),
    );
    const component = new Component({
      name: 'prometheus',
      command: 'prometheus',
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=warn',
      ],
      log: join(folder, 'prometheus.log'),
      guardian,
      ready: () => serves(`http://${address}/-/ready`),
      readyWithinMs: 60_000,
    });
    await component.start();
    return new Prometheus(component, `http://${address}`);
  }

  /** Each second from `start` to `end` (seconds since 1970). */
  async range(query: string, start: number, end: number): Promise<readonly Series[]> {
    const parameters = new URLSearchParams({ query, start: String(start), end: String(end), step: '1' });
    const response = await fetch(`${this.#url}/api/v1/query_range?${parameters.toString()}`);
    if (!response.ok) throw new Error(`Prometheus refuses «${query}»: ${await response.text()}`);
    const { data } = Answer.parse(await response.json());
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([second, value]) => [second, Number(value)] as const).filter(([, value]) => Number.isFinite(value)),
    }));
  }

  stop(): Promise<void> {
    return this.#component.stop();
  }
}

async function serves(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
