/** Flags and environment, read once and frozen. The only reader of `process.env` and of the command line. */
import { type Config, parseConfig } from './config/parse.ts';

/** Reads the process's own command line and environment. */
export const readConfig = (version: string): Config => parseConfig(process.argv.slice(2), process.env, version);
