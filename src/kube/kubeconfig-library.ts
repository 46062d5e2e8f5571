/** What is used of @kubernetes/client-node, by name: so a bundler leaves out the rest, which is 5 MB of API classes. */
export { KubeConfig } from '@kubernetes/client-node';
