import type { Json } from '../types.ts';

/** A member that the API says is a string; empty where it is absent. */
export const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
