import type { Screen } from './screen.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

export interface Step<T> {
  /** What is being done, for who waits: `Starting Kubernetes`. */
  readonly doing: string;
  readonly work: (note: (line: string) => void) => Promise<T>;
  /** What has been done: it stays on the screen. */
  readonly done: (result: T) => string;
}

/** Does one part of the set-up with something on the screen that moves, because nobody trusts a screen that does not. */
export async function step<T>(screen: Screen, { doing, work, done }: Step<T>): Promise<T> {
  const since = performance.now();
  const seconds = (): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
  let [frame, now] = [0, doing];
  const spinner = screen.live
    ? setInterval(() => screen.busy(`${SPINNER[frame++ % SPINNER.length]} ${now}  ${seconds()}`), FRAME_MS)
    : undefined;
  const note = (line: string): void => {
    now = line;
    if (!screen.live) screen.busy(`  ${line}`);
  };
  try {
    const result = await work(note);
    screen.say(`✓ ${done(result)}  (${seconds()})`);
    return result;
  } finally {
    clearInterval(spinner);
  }
}
