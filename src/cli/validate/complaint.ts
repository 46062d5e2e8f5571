/** What is wrong with a manifest, and where. */
import type { Path } from '../offline/manifests.ts';

export interface Complaint {
  readonly path: Path;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** The id of the advice or the guardrail; absent for what the API server itself would refuse. */
  readonly rule?: string;
}

export const wrong = (path: Path, message: string): Complaint => ({ path, message, severity: 'error' });

/** `spec.productionVariants[0].modelName` */
export const pathText = (path: Path): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
