/** YAML, for who loads it when it is wanted: a package by itself would come out of the bundle without its names (it is CommonJS). */
export { stringify } from 'yaml';
