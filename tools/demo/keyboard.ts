/** Aborts its signal as soon as the person has pressed Enter, or closed the input. */
export function onEnter(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const enter = (): void => controller.abort();
  process.stdin.on('data', enter).on('end', enter).resume();
  return {
    signal: controller.signal,
    /** A terminal that is still read would keep this process alive. */
    dispose: () => void process.stdin.off('data', enter).off('end', enter).pause().unref?.(),
  };
}
