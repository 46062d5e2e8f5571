/** Addresses of a cluster that is apart from the machine's network: nobody else sees them, so they may be fixed. */
export const NODE_ADDRESS = '10.97.0.1';
export const POD_NETWORK = '10.98.0.0/24';
