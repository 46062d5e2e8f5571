/** JSON logs. Errors are told by name and text alone: what an SDK hangs on them (requests, headers, credentials) never reaches a line. */
import { type Logger, pino } from 'pino';

export type { Logger };

export function createLogger(level: string, version: string): Logger {
  return pino({
    level,
    base: { version },
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: describeError, err: describeError },
    redact: {
      paths: ['*.secretAccessKey', '*.sessionToken', '*.authorization', '*.token', 'authorization', 'token'],
      censor: '***',
    },
  });
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const cause = error.cause instanceof Error ? { cause: `${error.cause.name}: ${error.cause.message}` } : {};
  return {
    name: error.name,
    message: error.message,
    ...cause,
    ...(error.name === 'Error' || error.name === 'TypeError' ? { stack: error.stack } : {}),
  };
}
