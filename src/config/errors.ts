/** A value that was given and cannot be used, in words that name the flag and what it takes. The process exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
/** `--help` or `--version` was asked for: the text to print. */
export class HelpRequest extends Error {
  override readonly name = 'HelpRequest';
}
